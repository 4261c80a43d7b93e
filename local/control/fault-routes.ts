import type * as z from 'zod/mini';
import type { Faults } from '../faults/faults.ts';
import { type ControlRoute, route, routeWithBody } from './control-route.ts';

/**
 * The routes for the faults of one server, below `/<server>/faults`.
 *
 * @param fields the fields that select requests, as a description for the user
 */
export function faultRoutes<Schema extends z.ZodMiniType<object>>(
  server: string,
  fields: string,
  schema: Schema,
  faults: Faults<z.infer<Schema>>,
): readonly ControlRoute[] {
  const body = `{ kind, ${fields}, skip?, times?, processed? } and the fields of the kind (local/faults/fault.ts)`;
  return [
    route(`GET /${server}/faults`, 'shows the faults that can still happen', () =>
      faults.list().map(withoutBodyText),
    ),
    routeWithBody(`POST /${server}/faults`, 'adds a fault', [body, schema], (fault) => {
      faults.add(fault);
    }),
    route(`DELETE /${server}/faults`, 'removes all faults, an outage included', () => faults.clear()),
  ];
}

/** `bodyIncludes` may contain a secret, so the routes do not show its text. */
function withoutBodyText(fault: object): object {
  return 'bodyIncludes' in fault && fault.bodyIncludes !== undefined
    ? { ...fault, bodyIncludes: '(not shown)' }
    : fault;
}
