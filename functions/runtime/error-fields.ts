/** Errors whose messages are written here, for people, and hold no secret value. */
const ownErrors = new Set([
  'RotationError',
  'AlertTopicError',
  'AlertsNotPublishedError',
  'SecretsNotDescribedError',
  'EnvironmentError',
]);

/** What may be said of an error in a log line. */
export interface ErrorFields {
  readonly name: string;
  /** Only of our own errors: others, such as those of JSON.parse and new URL, quote their input. */
  readonly message: string | undefined;
  /** Where it was thrown, innermost first, without the message that a stack begins with. */
  readonly frames: readonly string[];
}

/** Most frames told of an error. */
const MAX_FRAMES = 10;

/** Tells of anything that was thrown what no secret can be in: no foreign message, no `cause`. */
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
