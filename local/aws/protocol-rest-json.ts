import type { HttpResponse } from '../http/http-message.ts';
import type { AwsError } from './aws-error.ts';
import { invokeResult } from './lambda/invoke.ts';
import type { ServiceName } from './operation.ts';
import type { AwsRequest, WireRequest } from './aws-request.ts';

interface RestRoute {
  readonly method: string;
  readonly path: RegExp;
  readonly service: ServiceName;
  readonly operation: string;
  /** Name of the member that the path contains, if any. */
  readonly label?: string;
  readonly result?: (result: object) => HttpResponse;
}

const CONTENT_TYPE = 'application/json';

const routes: readonly RestRoute[] = [
  {
    method: 'POST',
    path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
    service: 'lambda',
    operation: 'Invoke',
    label: 'FunctionName',
    result: invocationResponse,
  },
  {
    method: 'GET',
    path: /^\/2015-03-31\/functions\/([^/]+)\/configuration$/,
    service: 'lambda',
    operation: 'GetFunctionConfiguration',
    label: 'FunctionName',
  },
  { method: 'GET', path: /^\/schedules$/, service: 'scheduler', operation: 'ListSchedules' },
  {
    method: 'GET',
    path: /^\/schedules\/([^/]+)$/,
    service: 'scheduler',
    operation: 'GetSchedule',
    label: 'Name',
  },
];

/**
 * Reads a request of the REST-JSON protocol; undefined when no route has its method and path.
 *
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function readRestRequest({
  method = 'POST',
  target = '/',
  ...request
}: AwsRequest): WireRequest | undefined {
  if (target === '/') return undefined;
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const route = routes.find((candidate) => candidate.method === method && candidate.path.test(pathname));
  if (route === undefined) return undefined;
  const invocationType = request.headers['x-amz-invocation-type'];
  const label = route.path.exec(pathname)?.[1];
  return {
    service: route.service,
    operation: route.operation,
    input: {
      ...Object.fromEntries(searchParams),
      ...(route.label === undefined || label === undefined
        ? {}
        : { [route.label]: decodeURIComponent(label) }),
      ...(route.operation === 'Invoke' ? { InvocationType: invocationType, Payload: request.body } : {}),
    },
    result: route.result ?? restResult,
    error: restError,
  };
}

function restResult(result: object): HttpResponse {
  return { status: 200, contentType: CONTENT_TYPE, body: JSON.stringify(result) };
}

/** The payload becomes the body, and `FunctionError` becomes a header. */
function invocationResponse(result: object): HttpResponse {
  const { StatusCode, Payload, FunctionError } = invokeResult.parse(result);
  return {
    status: StatusCode,
    contentType: CONTENT_TYPE,
    body: Payload,
    headers: {
      'x-amz-executed-version': '$LATEST',
      ...(FunctionError === undefined ? {} : { 'x-amz-function-error': FunctionError }),
    },
  };
}

function restError({ code, message, status }: AwsError): HttpResponse {
  return {
    status,
    contentType: CONTENT_TYPE,
    body: JSON.stringify({ Message: message, message }),
    headers: { 'x-amzn-errortype': code },
  };
}
