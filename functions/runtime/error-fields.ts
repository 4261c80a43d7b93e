/** Errors of this project. Their messages contain no secret value. */
const ownErrors = new Set([
  'RotationError',
  'AlertTopicError',
  'AlertsNotPublishedError',
  'SecretsNotDescribedError',
  'NotificationStateNotSavedError',
  'EventsRefusedError',
  'EnvironmentError',
]);

/** The parts of an error that a log line may contain. */
export interface ErrorFields {
  readonly name: string;
  /** Undefined for an error that is not of this project: the errors of `JSON.parse` and `new URL` quote their input. */
  readonly message: string | undefined;
  /** The frames of the stack trace, innermost first, without the message at its start. */
  readonly frames: readonly string[];
}

/** Maximum number of frames. */
const MAX_FRAMES = 10;

/**
 * The parts of a thrown value that contain no secret. The function omits every `cause`, and the message of an error that
 * is not of this project.
 */
export function errorFields(thrown: unknown): ErrorFields {
  if (!(thrown instanceof Error)) return { name: `thrown ${typeof thrown}`, message: undefined, frames: [] };
  const name = /^[\w$]{1,80}$/.test(thrown.name) ? thrown.name : 'Error';
  return { name, message: ownErrors.has(name) ? thrown.message : undefined, frames: framesOf(thrown) };
}

function framesOf({ stack = '', message }: Error): string[] {
  const start = stack.indexOf(message);
  if (start === -1) return [];
  return stack
    .slice(start + message.length)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at '))
    .slice(0, MAX_FRAMES);
}
