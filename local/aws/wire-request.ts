import * as z from 'zod/mini';
import { AwsError, unknownOperation, unknownService } from './aws-error.ts';
import type { HttpResponse } from '../http/http-message.ts';
import type { AwsRequest, WireRequest } from './aws-request.ts';
import type { Service, ServiceName } from './operation.ts';
import { jsonError, jsonResult, readJsonBody } from './protocol-json.ts';
import { readRestRequest } from './protocol-rest-json.ts';
import { queryError, queryResult, readQueryBody } from './protocol-query.ts';

/** Prefixes of `X-Amz-Target`. */
const TARGETS: Readonly<Record<string, ServiceName>> = {
  secretsmanager: 'secretsmanager',
  AWSEvents: 'events',
  Logs_20140328: 'logs',
  TrentService: 'kms',
};

/** `Version` in a Query request, which identifies the service when all services share one endpoint. */
const QUERY_VERSIONS: Readonly<
  Record<string, { readonly service: ServiceName; readonly namespace: string }>
> = {
  '2010-03-31': { service: 'sns', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
  '2011-06-15': { service: 'sts', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
};

function jsonRequest(target: string, body: string): WireRequest {
  const dot = target.indexOf('.');
  return {
    service: TARGETS[target.slice(0, dot)],
    operation: target.slice(dot + 1),
    input: readJsonBody(body),
    result: jsonResult,
    error: jsonError,
  };
}

function queryRequest(body: string, requestId: string): WireRequest {
  const { Action, Version, ...input } = readQueryBody(body);
  const operation = typeof Action === 'string' ? Action : '';
  const known = typeof Version === 'string' ? QUERY_VERSIONS[Version] : undefined;
  const namespace = known?.namespace ?? 'http://webservices.amazon.com/AWSFault/2005-15-09';
  return {
    service: known?.service,
    operation,
    input,
    result: (result) => queryResult(namespace, operation, result, requestId),
    error: (error) => queryError(namespace, error, requestId),
  };
}

/**
 * Parses a request: as AWS JSON if the request has the header `X-Amz-Target`, as REST-JSON if a route has its method and
 * path, otherwise as AWS Query. Throws SerializationException if a body in AWS JSON is not JSON.
 */
export function readWireRequest(request: AwsRequest, requestId: string): WireRequest {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return jsonRequest(target, request.body);
  return readRestRequest(request) ?? queryRequest(request.body, requestId);
}

/** Performs a request. An AwsError becomes a response; any other error is a defect of this server and is thrown. */
export async function perform(
  request: WireRequest,
  services: ReadonlyMap<ServiceName, Service>,
): Promise<HttpResponse> {
  try {
    const service = request.service && services.get(request.service);
    if (service === undefined) throw unknownService(request.operation, [...services.keys()]);
    const operation = service.operations.get(request.operation);
    if (operation === undefined) {
      throw unknownOperation(`${service.name}:${request.operation}`, [...service.operations.keys()]);
    }
    return request.result(await operation(request.input));
  } catch (error) {
    if (error instanceof AwsError) return request.error(error);
    throw error;
  }
}

const secretMembers = z.object({
  SecretId: z.optional(z.unknown()),
  Name: z.optional(z.unknown()),
  SecretIdList: z.optional(z.unknown()),
});

/** Names or ARNs of the secrets in a request, unchanged. */
export function secretIdsOf({ service, input }: WireRequest): readonly string[] {
  const members = service === 'secretsmanager' ? secretMembers.safeParse(input).data : undefined;
  if (members === undefined) return [];
  return [members.SecretId, members.Name, members.SecretIdList].flat().filter((id) => typeof id === 'string');
}
