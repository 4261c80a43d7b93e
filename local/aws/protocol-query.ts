import type { HttpResponse } from '../http/http-message.ts';
import type { AwsError } from './aws-error.ts';

const CONTENT_TYPE = 'text/xml';

interface Node {
  text?: string;
  readonly children: Map<string, Node>;
}

function valueOf(node: Node): unknown {
  if (node.children.size === 0) return node.text ?? '';
  const list = node.children.get('member') ?? node.children.get('entry');
  if (list !== undefined && node.children.size === 1) {
    return [...list.children]
      .toSorted(([one], [other]) => Number(one) - Number(other))
      .map(([, item]) => valueOf(item));
  }
  return Object.fromEntries(Array.from(node.children, ([name, child]) => [name, valueOf(child)]));
}

/**
 * Reads a form body of the AWS Query protocol: `A.member.1.B=c` becomes `{ A: [{ B: 'c' }] }`, and the entries of a map
 * (`A.entry.1.key=k`) become a list. Every value is a string.
 *
 * https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readQueryBody(body: string): Record<string, unknown> {
  const root: Node = { children: new Map() };
  for (const [path, text] of new URLSearchParams(body)) {
    let node = root;
    for (const part of path.split('.')) {
      const child = node.children.get(part) ?? { children: new Map<string, Node>() };
      node.children.set(part, child);
      node = child;
    }
    node.text = text;
  }
  return Object.fromEntries(Array.from(root.children, ([name, node]) => [name, valueOf(node)]));
}

/** XML 1.0 cannot express these characters. */
// oxlint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escapeXml(text: string): string {
  return text
    .replaceAll(NOT_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (value instanceof Map) {
    return Array.from(
      value as ReadonlyMap<string, unknown>,
      ([key, item]) => `<entry><key>${escapeXml(key)}</key><value>${xml(item)}</value></entry>`,
    ).join('');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `<${name}>${xml(item)}</${name}>`)
      .join('');
  }
  return escapeXml(String(value));
}

/** Writes a result: lists become `<member>`s and maps `<entry>`s. */
export function queryResult(
  namespace: string,
  operation: string,
  result: object,
  requestId: string,
): HttpResponse {
  const body =
    `<${operation}Response xmlns="${namespace}"><${operation}Result>${xml(result)}</${operation}Result>` +
    `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`;
  return { status: 200, contentType: CONTENT_TYPE, body };
}

/** Writes an error. */
export function queryError(
  namespace: string,
  { code, message, status }: AwsError,
  requestId: string,
): HttpResponse {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const body =
    `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
    `<Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status, contentType: CONTENT_TYPE, body };
}
