import type { HttpResponse } from '../http/http-message.ts';
import { AwsError } from './aws-error.ts';

const CONTENT_TYPE = 'application/x-amz-json-1.1';

/** Reads a body of the AWS JSON 1.1 protocol. Throws SerializationException, without the body, if the body is not JSON. */
export function readJsonBody(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
}

/**
 * Writes a result, without the members that are undefined.
 *
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function jsonResult(result: object): HttpResponse {
  return { status: 200, contentType: CONTENT_TYPE, body: JSON.stringify(result) };
}

/** Writes an error. Services differ in the case of `message`, so this writes both forms. */
export function jsonError({ code, message, status }: AwsError): HttpResponse {
  return {
    status,
    contentType: CONTENT_TYPE,
    body: JSON.stringify({ __type: code, message, Message: message }),
  };
}
