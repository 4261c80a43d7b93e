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

/** A parsed request, and the functions that write a response in the protocol of the request. */
export interface WireRequest {
  /** Undefined if this server does not know the service. */
  readonly service: ServiceName | undefined;
  readonly operation: string;
  readonly input: unknown;
  result(result: object): HttpResponse;
  error(error: AwsError): HttpResponse;
}
