import type { IncomingHttpHeaders } from 'node:http';
import { type HttpRequest, pathOf } from '../http/http-message.ts';

/** Fields of a body, and the encoding of the body. */
export interface BodyFields {
  readonly encoding: 'json' | 'form' | 'multipart';
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A request to Alation. */
export interface IncomingRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query, unchanged. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /**
   * `malformed` when the body does not match its content type, or is JSON but not an object. `unsupported` for a content
   * type that is not JSON, form or multipart.
   */
  readonly body: BodyFields | 'empty' | 'malformed' | 'unsupported';
}

/** Reads path, query and body of a request. */
export async function readRequest({ method, target, headers, body }: HttpRequest): Promise<IncomingRequest> {
  const path = pathOf(target);
  return {
    method,
    path,
    query: new URLSearchParams(target.slice(path.length)),
    target,
    headers,
    text: body.toString(),
    body: body.length === 0 ? 'empty' : await parseBody(headers['content-type'] ?? '', body),
  };
}

async function parseBody(contentType: string, bytes: Buffer): Promise<IncomingRequest['body']> {
  switch (contentType.split(';', 1)[0]?.trim().toLowerCase()) {
    case 'application/json':
      return parseJson(bytes.toString());
    case 'application/x-www-form-urlencoded':
      return { encoding: 'form', fields: Object.fromEntries(new URLSearchParams(bytes.toString())) };
    case 'multipart/form-data':
      return parseMultipart(contentType, bytes);
    default:
      return 'unsupported';
  }
}

function parseJson(text: string): IncomingRequest['body'] {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { encoding: 'json', fields: value } : 'malformed';
  } catch {
    return 'malformed';
  }
}

async function parseMultipart(contentType: string, bytes: Buffer): Promise<IncomingRequest['body']> {
  try {
    const body = new Uint8Array(bytes);
    const form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
    return { encoding: 'multipart', fields: Object.fromEntries(form) };
  } catch {
    return 'malformed';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
