import type { Endpoint } from './endpoint.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { type AlationResponse, html, json } from './responses.ts';

/** Finds the endpoint of a request, or the response if no endpoint has its path and method. */
export type Route = (
  request: IncomingRequest,
) =>
  | { readonly endpoint: Endpoint; readonly refused?: undefined }
  | { readonly endpoint: Endpoint | undefined; readonly refused: AlationResponse };

/** Routes by exact path and method. */
export function createRouter(endpoints: readonly Endpoint[]): Route {
  const byPath = new Map(endpoints.map((endpoint) => [endpoint.path, endpoint]));
  return (request) => {
    const endpoint = byPath.get(request.path);
    if (endpoint === undefined) return { endpoint, refused: notFound(byPath, request) };
    if (endpoint.method !== request.method) {
      const detail = `Method "${request.method}" not allowed.`;
      return { endpoint, refused: json(405, { detail }, { headers: { allow: endpoint.method } }) };
    }
    return { endpoint };
  };
}

/**
 * UNKNOWN: the response to a path without its trailing slash. Alation's routes resemble Django's, whose APPEND_SLASH
 * redirects with 301; a client that follows this redirect turns a POST into a GET.
 */
function notFound(byPath: ReadonlyMap<string, Endpoint>, request: IncomingRequest): AlationResponse {
  const withSlash = `${request.path}/`;
  if (!byPath.has(withSlash)) return html(404, '<h1>Not Found</h1>');
  return html(301, '', { location: withSlash + request.target.slice(request.path.length) });
}
