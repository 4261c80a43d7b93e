/** An error answer in AWS's own words: `code` is `__type` in AWS JSON and `Error/Code` in AWS Query. */
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

/** The answer to an operation that this server does not have. */
export function unknownOperation(asked: string, known: readonly string[]): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `Got ${asked}, which is not served here. Served: ${known.toSorted().join(', ')}.`,
  );
}
