import * as z from 'zod/mini';
import { integrationOfSecretId } from './aws/secret-names.ts';
import { RECONCILE, SCHEDULED_TIME } from './contract.ts';
import { requestedIntegrations } from './requested-integrations.ts';
import type { Shard } from './sweep/shard.ts';
import type { SweepRequest } from './sweep/sweep.ts';
import { SECOND_MS } from './time.ts';

/** A larger number must be a mistake, because each shard lists every integration. */
const MAX_SHARDS = 100;

/** From the rule `CredentialsStored`: the name or ARN of the secret that CloudTrail saw change. */
const reconcile = z.looseObject({ [RECONCILE]: z.string() });
/** When an event of EventBridge happened: ISO 8601, in whole seconds. */
const timed = z.looseObject({ time: z.iso.datetime() });
/** From every schedule of the rotator. */
const scheduled = z.looseObject({ [SCHEDULED_TIME]: z.iso.datetime() });
/** From the schedule of one shard. */
const shard = z.looseObject({
  shard: z.int().check(z.minimum(0)),
  of: z.int().check(z.minimum(1), z.maximum(MAX_SHARDS)),
});

/**
 * What an invocation asks the rotator for:
 * - `{"reconcile": "<name or ARN of a credentials secret>"}` does what is due for that integration.
 * - `{"integration": "tableau"}` rotates that integration, even if nothing is due.
 * - An event that names integrations (`requestedIntegrations`) rotates them unless they were rotated after the second of the event.
 *   So an event that EventBridge delivers twice rotates once.
 * - `{"shard": 0, "of": 4}` sweeps the first of four shards.
 * - Every other payload sweeps all integrations.
 * - `{"scheduledTime": "2026-11-24T08:00:00Z"}` says when a sweep was scheduled.
 */
export function rotationRequest(payload: unknown, secretPrefix: string): Omit<SweepRequest, 'remainingMs'> {
  const stored = reconcile.safeParse(payload);
  if (stored.success) {
    const integration = integrationOfSecretId(secretPrefix, stored.data[RECONCILE]);
    return { only: integration === undefined ? [] : [integration] };
  }
  const only = requestedIntegrations(payload);
  if (only.length === 0) return { only, shard: requestedShard(payload), tick: scheduledTime(payload) };
  const event = timed.safeParse(payload);
  return { only, requestedAt: event.success ? Date.parse(event.data.time) + SECOND_MS : Infinity };
}

/** Undefined when the payload names no shard, or a shard that does not exist. */
function requestedShard(payload: unknown): Shard | undefined {
  const parsed = shard.safeParse(payload);
  if (!parsed.success || parsed.data.shard >= parsed.data.of) return undefined;
  return { shard: parsed.data.shard, of: parsed.data.of };
}

/** Undefined without a schedule, as in a test event of the console. */
function scheduledTime(payload: unknown): number | undefined {
  const parsed = scheduled.safeParse(payload);
  return parsed.success ? Date.parse(parsed.data[SCHEDULED_TIME]) : undefined;
}
