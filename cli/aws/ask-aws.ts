import { awsError } from './aws-error.ts';

/** An error that the caller handles. */
export interface ExpectedError<T> {
  readonly is: (error: unknown) => boolean;
  /** The result for this error; may throw the caller's own error. */
  readonly result: (error: unknown) => T;
}

/**
 * Sends one request to AWS.
 *
 * @param action the IAM action that the request needs, e.g. `secretsmanager:GetSecretValue`
 * @param resource name of the resource, for messages
 * @throws CliError which names action and resource, and quotes nothing of the SDK's message
 */
export async function askAws<T, E = never>(
  action: string,
  resource: string,
  request: () => Promise<T>,
  expected?: ExpectedError<E>,
): Promise<T | E> {
  try {
    return await request();
  } catch (error) {
    if (expected?.is(error)) return expected.result(error);
    throw awsError(action, resource, error);
  }
}
