import * as z from 'zod/mini';
import { integrationOfSecretId } from './aws/secret-names.ts';
import { DetailType, RECONCILE } from './contract.ts';
import { longestLifetimeMs } from './integration/plausible-state.ts';
import { integrationName, invocation } from './requested-integrations.ts';
import type { RotationDemand } from './rotation/decide.ts';
import type { Shard } from './sweep/shard.ts';
import type { SweepRequest } from './sweep/sweep.ts';
import { MINUTE_MS } from './time.ts';
import { instantSchema, scheduledTime } from './scheduled-time.ts';

/** A larger number must be a mistake, because each shard lists every integration. */
const MAX_SHARDS = 100;
/** Longest remaining lifetime to request, in minutes. */
const MAX_MINUTES = longestLifetimeMs['refresh-token'] / MINUTE_MS;

/** The input that the rule `CredentialsStored` sends: the name or ARN of the secret whose change CloudTrail recorded. */
const reconcile = z.looseObject({ [RECONCILE]: z.string() });
/** An event of EventBridge. */
const event = z.looseObject({ detail: z.looseObject({}) });
/** When the request was made: ISO 8601. EventBridge writes whole seconds. */
const timed = z.looseObject({ time: instantSchema });
/** A VersionId of Secrets Manager. */
const versionId = z.string().check(z.regex(/^[\w-]{32,64}$/));
/** The input that the schedule of one shard sends. */
const shard = z.looseObject({
  shard: z.int().check(z.minimum(0)),
  of: z.int().check(z.minimum(1), z.maximum(MAX_SHARDS)),
});

/** The sweep that an invocation requests, or why the rotator refuses the invocation. */
export type RotationRequest = Omit<SweepRequest, 'remainingMs'> | { readonly refused: string };

/**
 * Reads the payload of an invocation:
 * - `{"reconcile": "<name or ARN of a credentials secret>"}` does what is due for the integration of that
 *   secret; for all integrations if the secret is not a credentials secret of this rotator.
 * - `{"integration": "tableau"}` requests a rotation of that integration, and so does an event with that detail. An access
 *   token issued since the `time` of the request fulfils the request, so an event that is delivered twice rotates once.
 *   `minimum_remaining_minutes` requests a remaining lifetime. `credentials_version_id` names credentials that were just
 *   stored. `"force": true` replaces even a young access token. Only a direct invocation may contain `force`: a program that
 *   may put events can do less than a program that may invoke the function.
 * - `{"shard": 0, "of": 4}` sweeps the first of four shards.
 * - `{"scheduledTime": "2026-11-24T08:00:00Z"}` says when a sweep was scheduled.
 * - Every other payload sweeps all integrations. That is harmless at any time, because a sweep does only what is due.
 *
 * A wrong value beside a valid name of an integration is refused. So is an event that names several integrations, and a
 * requested rotation in an event without a valid name.
 */
export function rotationRequest(payload: unknown, secretPrefix: string): RotationRequest {
  const stored = reconcile.safeParse(payload);
  if (stored.success) {
    const integration = integrationOfSecretId(secretPrefix, stored.data[RECONCILE]);
    return { only: integration === undefined ? [] : [integration] };
  }
  const direct = invocation.safeParse(payload);
  if (direct.success) return requestOf(direct.data.integration, payload, direct.data, true);
  const routed = event.safeParse(payload);
  if (!routed.success)
    return { only: [], shard: requestedShard(payload), scheduledAt: scheduledTime(payload) };
  const { detail } = routed.data;
  if ('integrations' in detail) {
    const { integrations } = detail;
    const got = Array.isArray(integrations)
      ? `a list of length ${integrations.length}`
      : typeText(integrations);
    return refusal(
      'detail.integrations',
      got,
      'detail.integration with one name. Put one event for each integration',
    );
  }
  const named = integrationName.safeParse(detail['integration']);
  if (named.success) return requestOf(named.data, payload, detail, false);
  return routed.data['detail-type'] === DetailType.rotationRequested
    ? refusal('detail.integration', typeText(detail['integration']), 'the name of one integration')
    : { only: [] };
}

function requestOf(
  integration: string,
  payload: unknown,
  fields: Readonly<Record<string, unknown>>,
  isDirect: boolean,
): RotationRequest {
  const { minimum_remaining_minutes: minutes, credentials_version_id: stored, force } = fields;
  if (minutes !== undefined && !isWithin(minutes)) {
    const got = typeof minutes === 'number' ? String(minutes) : typeText(minutes);
    return refusal('minimum_remaining_minutes', got, `a whole number from 1 to ${MAX_MINUTES}`);
  }
  if (force !== undefined && (!isDirect || typeof force !== 'boolean')) {
    return refusal(
      'force',
      isDirect ? typeText(force) : 'in an event',
      'true or false in a direct invocation',
    );
  }
  const version = versionId.safeParse(stored);
  if (stored !== undefined && !version.success) {
    return refusal('credentials_version_id', typeText(stored), 'a VersionId of the credentials secret');
  }
  const demand: RotationDemand = {
    ...(minutes === undefined ? {} : { minimumRemainingMs: minutes * MINUTE_MS }),
    ...(force === true ? { isForced: true } : {}),
    ...(version.success ? { credentialsVersionId: version.data } : {}),
  };
  const at = timed.safeParse(payload);
  return { only: [integration], requestedAt: at.success ? Date.parse(at.data.time) : Infinity, demand };
}

function isWithin(minutes: unknown): minutes is number {
  return Number.isInteger(minutes) && Number(minutes) >= 1 && Number(minutes) <= MAX_MINUTES;
}

/** Names the type of a wrong value. The value itself may be a secret. */
function typeText(value: unknown): string {
  return value === undefined ? 'missing' : `of the type ${typeof value}`;
}

function refusal(field: string, got: string, allowed: string): RotationRequest {
  return { refused: `${field} is ${got}; allowed is ${allowed}. Nothing was done` };
}

/** Undefined when the payload names no shard, or a shard that does not exist. */
function requestedShard(payload: unknown): Shard | undefined {
  const parsed = shard.safeParse(payload);
  if (!parsed.success || parsed.data.shard >= parsed.data.of) return undefined;
  return { shard: parsed.data.shard, of: parsed.data.of };
}
