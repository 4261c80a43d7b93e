import * as z from 'zod/mini';
import { type HttpRequest, type HttpResponse, pathOf } from '../http/http-message.ts';
import { type HttpServer, startHttpServer } from '../http/http-server.ts';
import { foreignPageRefusal, otherHostRefusal } from '../http/request-guard.ts';
import type { ControlRoute } from './control-route.ts';

const MAX_BODY_BYTES = 1_048_576;

/** What the control server offers to browsers. */
export interface ForBrowsers {
  /** The page at `/`, as HTML. */
  readonly page: () => string;
  /** The response to a page that follows the state. */
  readonly events: () => HttpResponse;
  /** Called after each request that may have changed something. */
  readonly onChange: () => void;
}

/**
 * Starts the control server on 127.0.0.1: one HTTP interface for the clock, the schedules and both servers. `GET /`
 * lists the endpoints. A browser gets a page instead, if `browsers` is given.
 */
export async function startControlServer(
  routes: readonly ControlRoute[],
  port: number,
  browsers?: ForBrowsers,
): Promise<HttpServer> {
  let ownPort = port;
  const server = await startHttpServer({
    respond: (request) => respond(routes, browsers, request),
    refuse: (request) => otherHostRefusal(request, ownPort) ?? foreignPageRefusal(request),
    now: Date.now,
    maxBodyBytes: MAX_BODY_BYTES,
    port,
  });
  ownPort = server.port;
  return server;
}

async function respond(
  routes: readonly ControlRoute[],
  browsers: ForBrowsers | undefined,
  request: HttpRequest | 'tooLarge',
): Promise<HttpResponse> {
  if (request === 'tooLarge')
    return failure(413, `The body is too large. Allowed: up to ${MAX_BODY_BYTES} bytes.`);
  const path = pathOf(request.target).replace(/(?<=.)\/$/, '');
  if (browsers !== undefined && request.method === 'GET') {
    if (path === '/events') return browsers.events();
    if (path === '/' && request.headers.accept?.includes('text/html')) return html(browsers.page());
  }
  if (request.method === 'GET' && path === '/') {
    return {
      status: 200,
      contentType: 'text/plain; charset=utf-8',
      body: routes.map(descriptionOf).join(''),
    };
  }
  for (const route of routes) {
    const id = matchTarget(route.target, `${request.method} ${path}`);
    if (id === undefined) continue;
    const response = await run(route, request.body.toString(), id);
    if (request.method !== 'GET') browsers?.onChange();
    return response;
  }
  return failure(404, `There is no ${request.method} ${path}. GET / lists the endpoints.`);
}

async function run(route: ControlRoute, text: string, id: string): Promise<HttpResponse> {
  try {
    // The content type is ignored, because `curl -d` sends JSON with the content type of a form.
    const body: unknown = text === '' ? {} : JSON.parse(text);
    return json(200, (await route.run(body, id)) ?? { ok: true });
  } catch (error) {
    if (error instanceof z.core.$ZodError) {
      return failure(
        400,
        `The body has a wrong, missing or unknown field: ${wrongFields(error)}. Allowed: ${route.body}`,
      );
    }
    if (error instanceof SyntaxError) return failure(400, 'The body is not JSON.');
    if (error instanceof RangeError) return failure(400, error.message);
    return failure(500, error instanceof Error ? error.message : String(error));
  }
}

/** The target of a route and, on indented lines of at most 80 characters, what it does and its body. */
function descriptionOf({ target, summary, body = '' }: ControlRoute): string {
  return `${target}\n${indented(summary)}${indented(body)}`;
}

function indented(text: string): string {
  return text.replaceAll(/(.{1,76})(?: |$)/g, '    $1\n');
}

function wrongFields({ issues }: z.core.$ZodError): string {
  const names = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [issue.path.join('.') || '(the body itself)'],
  );
  return [...new Set(names)].join(', ');
}

/** The text in place of `:id`, empty when the pattern has no `:id`; undefined when the target does not match. */
function matchTarget(pattern: string, target: string): string | undefined {
  const match = new RegExp(`^${pattern.replace(':id', '(?<id>[^/]+)')}$`).exec(target);
  return match === null ? undefined : (match.groups?.['id'] ?? '');
}

/** A page that no other page may frame, so that a foreign page cannot trick a user into pressing the buttons. */
function html(body: string): HttpResponse {
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': "frame-ancestors 'none'", 'cache-control': 'no-store' },
    body,
  };
}

function failure(status: number, error: string): HttpResponse {
  return json(status, { error });
}

function json(status: number, value: unknown): HttpResponse {
  return { status, contentType: 'application/json', body: `${JSON.stringify(value, undefined, 2)}\n` };
}
