import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Fields of a body, by the way they were encoded. */
export interface BodyFields {
  readonly encoding: 'json' | 'form' | 'multipart';
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A request that was read to its end. */
export interface IncomingRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Path and query as they came. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Parsed once; `malformed` when it is not what its content type says, `unsupported` for other content types. */
  readonly body: BodyFields | 'empty' | 'malformed' | 'unsupported';
}

/** Django's default limit for bodies, in bytes (DATA_UPLOAD_MAX_MEMORY_SIZE). */
const MAX_BODY_BYTES = 2_621_440;

const NO_QUERY = new URLSearchParams();

/** Reads a request to its end; undefined when it is too large or breaks off. */
export async function readRequest(incoming: IncomingMessage): Promise<IncomingRequest | undefined> {
  const bytes = await readBytes(incoming);
  if (bytes === undefined) return undefined;
  const target = incoming.url ?? '/';
  const mark = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? NO_QUERY : new URLSearchParams(target.slice(mark + 1)),
    target,
    headers: incoming.headers,
    text: bytes.toString(),
    body: bytes.length === 0 ? 'empty' : await parseBody(incoming.headers['content-type'] ?? '', bytes),
  };
}

function readBytes(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    incoming.on('end', () => resolve(length > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks)));
    incoming.on('error', () => resolve(undefined));
  });
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
    const request = new Request('http://localhost', {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: new Uint8Array(bytes),
    });
    const form = await request.formData();
    return { encoding: 'multipart', fields: Object.fromEntries(form) };
  } catch {
    return 'malformed';
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
