import * as z from 'zod/mini';
import type { AlationControl } from './control.ts';
import { controlRoutes, type ControlRoute } from './control-routes.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { type Answer, json } from './wire-messages.ts';

const PREFIX = '/_local';

/** Whether a path belongs to us and not to Alation. Faults and outages do not touch such requests. */
export function isControlPath(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`);
}

/** Does over HTTP what `AlationControl` does in process; `GET /_local/` lists how. */
export async function answerControl(control: AlationControl, request: IncomingRequest): Promise<Answer> {
  const path = request.path.slice(PREFIX.length).replace(/\/$/, '') || '/';
  for (const route of controlRoutes) {
    const id = route.method === request.method ? matchPath(route.path, path) : undefined;
    if (id !== undefined) return answerRoute(route, control, request, id);
  }
  if (request.method === 'GET' && path === '/') {
    return json(
      200,
      controlRoutes.map((route) => `${route.method} ${PREFIX}${route.path} - ${route.says}`),
    );
  }
  return json(404, { detail: `No such control endpoint: GET ${PREFIX}/ lists them.` });
}

async function answerRoute(
  route: ControlRoute,
  control: AlationControl,
  request: IncomingRequest,
  id: string,
): Promise<Answer> {
  const body = bodyOf(request);
  if (body === undefined) return json(400, { detail: 'The body is not JSON.' });
  try {
    return json(200, (await route.run(control, body, id)) ?? { ok: true });
  } catch (error) {
    if (error instanceof z.core.$ZodError) return json(400, { detail: z.prettifyError(error) });
    if (error instanceof SyntaxError)
      return json(400, { detail: 'pathPattern is not a regular expression.' });
    if (error instanceof RangeError) return json(400, { detail: error.message });
    throw error;
  }
}

/** JSON whatever its content type says, which `curl -d` sets to a form's; undefined when it is none. */
function bodyOf({ text }: IncomingRequest): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}

/** What stands in the place of `:id`, the empty string when the pattern has none; undefined when it does not match. */
function matchPath(pattern: string, path: string): string | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  let id = '';
  for (const [index, segment] of wanted.entries()) {
    const actual = given[index] ?? '';
    if (segment === ':id' && actual !== '') id = actual;
    else if (segment !== actual) return undefined;
  }
  return id;
}
