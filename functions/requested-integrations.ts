import * as z from 'zod/mini';
import { INTEGRATION_NAME, REPLICA_CHECK } from './contract.ts';

const integration = z.string().check(z.regex(INTEGRATION_NAME));
/** Invoked directly: `{"integration": "tableau"}`. */
const invocation = z.looseObject({ integration });
/** By EventBridge: an event of ours about one integration. */
const event = z.looseObject({ detail: z.looseObject({ integration }) });
/** By EventBridge: an event of ours about several. */
const digest = z.looseObject({ detail: z.looseObject({ integrations: z.array(integration) }) });

/**
 * The integrations an invocation is about: those it names, or none, which stands for all of them.
 *
 * Whatever else arrives (the schedule's payload, a redriven dead letter, anybody's test event) asks for an ordinary
 * run: that is harmless at any time, because a run does only what is due.
 */
export function requestedIntegrations(payload: unknown): readonly string[] {
  const direct = invocation.safeParse(payload);
  if (direct.success) return [direct.data.integration];
  const routed = event.safeParse(payload);
  if (routed.success) return [routed.data.detail.integration];
  const several = digest.safeParse(payload);
  return several.success ? several.data.detail.integrations : [];
}

const replicaCheck = z.looseObject({ check: z.literal(REPLICA_CHECK.check) });

/** Whether the payload is the one of the schedule that has replicas looked at. */
export function isReplicaCheck(payload: unknown): boolean {
  return replicaCheck.safeParse(payload).success;
}
