/** Errors that the handlers throw after they finished their work. The simulation gives them all the name `Error`. */
const EXPECTED: ReadonlySet<string> = new Set([
  'AlertsNotPublishedError',
  'SecretsNotDescribedError',
  'NotificationStateNotSavedError',
  'EventsRefusedError',
  'AlertTopicError',
]);

/** The error of the handler, from an `InvocationError` whose message begins with the name of that error. */
export function handlerError(thrown: unknown): Error {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const [name = ''] = message.split(':', 1);
  return Object.assign(new Error(message), { name: EXPECTED.has(name) ? 'Error' : name });
}
