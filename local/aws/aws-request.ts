import type { Answer } from './answer.ts';
import type { AwsError } from './aws-error.ts';
import type { ServiceName } from './operation.ts';

/** An HTTP request, read to its end. */
export interface AwsRequest {
  /** @default 'POST' */
  readonly method?: string;
  /**
   * Path and query.
   * @default '/'
   */
  readonly target?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** A request that was understood as far as which operation it is for, and how to answer it on its protocol. */
export interface WireRequest {
  readonly service: ServiceName | undefined;
  readonly operation: string;
  readonly input: unknown;
  result(result: object): Answer;
  error(error: AwsError): Answer;
}
