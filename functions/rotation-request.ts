import * as z from 'zod/mini';
import { integrationOfSecretId } from './aws/secret-names.ts';
import { RECONCILE } from './contract.ts';
import { requestedIntegrations } from './requested-integrations.ts';
import type { SweepRequest } from './sweep/sweep.ts';
import { SECOND_MS } from './time.ts';

/** By EventBridge, of a CloudTrail event: the secret that somebody stored a value in, by name or ARN. */
const look = z.looseObject({ [RECONCILE]: z.string() });
/** By EventBridge, in whole seconds: when the event happened, ISO 8601. */
const timed = z.looseObject({ time: z.iso.datetime() });

/**
 * What an invocation of the rotator is about. `{"reconcile": "<name or ARN of a credentials secret>"}` does what is due for
 * that integration; naming integrations (`requestedIntegrations`) rotates them, due or not. An event that comes a second
 * time asks for nothing new, because it carries the time it happened: what was issued after that second answers it. A
 * direct invocation carries none, so nothing that is published does. All else is a tick.
 */
export function rotationRequest(
  payload: unknown,
  secretPrefix: string,
): Pick<SweepRequest, 'only' | 'requestedAt'> {
  const looked = look.safeParse(payload);
  if (looked.success) {
    const integration = integrationOfSecretId(secretPrefix, looked.data[RECONCILE]);
    return { only: integration === undefined ? [] : [integration] };
  }
  const only = requestedIntegrations(payload);
  if (only.length === 0) return { only };
  const event = timed.safeParse(payload);
  return { only, requestedAt: event.success ? Date.parse(event.data.time) + SECOND_MS : Infinity };
}
