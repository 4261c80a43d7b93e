import type { HttpResponse } from '../http/http-message.ts';
import type { AwsError } from './aws-error.ts';
import type { ServiceName } from './operation.ts';

/** A request of an AWS client. */
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

/** A request whose operation is known, and the writers of its protocol. */
export interface WireRequest {
  readonly service: ServiceName | undefined;
  readonly operation: string;
  readonly input: unknown;
  result(result: object): HttpResponse;
  error(error: AwsError): HttpResponse;
}
