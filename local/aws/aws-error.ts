/**
 * An error as AWS reports it: `code` is `__type` in AWS JSON, `Error/Code` in AWS Query, and the header
 * `x-amzn-errortype` in REST-JSON.
 */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
  }
}

/** The error if this server has the service, but not the operation. */
export function unknownOperation(requested: string, known: readonly string[]): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `Got ${requested}. This server does not have this operation. Allowed: ${known.toSorted().join(', ')}.`,
  );
}

/** The error if this server does not have the service. */
export function unknownService(operation: string, known: readonly string[]): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `Got the operation ${operation || '(none)'} of an unknown service. Allowed services: ${known.toSorted().join(', ')}.`,
  );
}
