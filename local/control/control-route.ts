import type * as z from 'zod/mini';

/** One endpoint of the control server. */
export interface ControlRoute {
  /** Method and path, such as `POST /alation/users`. The path may have one `:id`. */
  readonly target: `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`;
  /** What the endpoint does. */
  readonly summary: string;
  /** The fields of its body, as a description for the user; undefined if it ignores the body. */
  readonly body: string | undefined;
  /** Returns the response body. Throws ZodError for a wrong body and RangeError for an unknown id. */
  run(body: unknown, id: string): unknown;
}

/** A route that ignores its body. */
export function route(
  target: ControlRoute['target'],
  summary: string,
  run: (id: string) => unknown,
): ControlRoute {
  return { target, summary, body: undefined, run: (_, id) => run(id) };
}

/** A route with a body. `body` describes its fields to the user. */
export function routeWithBody<Schema extends z.ZodMiniType>(
  target: ControlRoute['target'],
  summary: string,
  [body, schema]: readonly [string, Schema],
  run: (body: z.infer<Schema>, id: string) => unknown,
): ControlRoute {
  return {
    ...route(target, summary, () => undefined),
    body,
    run: (given, id) => run(schema.parse(given), id),
  };
}
