import * as z from 'zod/mini';
import { INTEGRATION_NAME, REPLICA_CHECK } from './contract.ts';

/** The name of an integration in an invocation or event. */
export const integrationName = z.string().check(z.regex(INTEGRATION_NAME));
/** A direct invocation: `{"integration": "tableau"}`. */
export const invocation = z.looseObject({ integration: integrationName });
/** An event of EventBridge about one integration. */
const event = z.looseObject({ detail: z.looseObject({ integration: integrationName }) });
/** An event of EventBridge about several integrations. */
const digest = z.looseObject({ detail: z.looseObject({ integrations: z.array(integrationName) }) });

/**
 * The integrations that an invocation names. An empty list means all integrations.
 *
 * Every other payload (from the schedule, a redriven dead letter, a test event of the console) starts a run over all
 * integrations. That is harmless at any time, because a run does only what is due.
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

/** Whether the payload comes from the schedule that checks the replicas of access tokens. */
export function isReplicaCheck(payload: unknown): boolean {
  return replicaCheck.safeParse(payload).success;
}
