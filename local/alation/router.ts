import type { Endpoint } from './endpoint.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { type Answer, html, json } from './wire-messages.ts';

/** Finds the endpoint of a request, or the answer of an instance that has none. */
export type Route = (
  request: IncomingRequest,
) =>
  | { readonly endpoint: Endpoint; readonly refused?: undefined }
  | { readonly endpoint: Endpoint | undefined; readonly refused: Answer };

/** Routes by exact path and method. */
export function createRouter(endpoints: readonly Endpoint[]): Route {
  const byPath = new Map(endpoints.map((endpoint) => [endpoint.path, endpoint]));
  return (request) => {
    const endpoint = byPath.get(request.path);
    if (endpoint === undefined) return { endpoint, refused: elsewhere(byPath, request) };
    if (endpoint.method !== request.method) {
      const detail = `Method "${request.method}" not allowed.`;
      return { endpoint, refused: json(405, { detail }, { headers: { allow: endpoint.method } }) };
    }
    return { endpoint };
  };
}

/**
 * UNKNOWN: what instances answer to a path without its trailing slash. Their routes look like Django's, whose
 * APPEND_SLASH redirects with 301, which makes clients that follow it turn a POST into a GET.
 */
function elsewhere(byPath: ReadonlyMap<string, Endpoint>, request: IncomingRequest): Answer {
  const withSlash = `${request.path}/`;
  if (!byPath.has(withSlash)) return html(404, '<h1>Not Found</h1>');
  return html(301, '', { location: withSlash + request.target.slice(request.path.length) });
}
