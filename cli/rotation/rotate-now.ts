import type { SkipReason } from '../../functions/rotation/decide.ts';
import type { Clock } from '../../functions/integration/ports.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { SECOND_MS } from '../../functions/time.ts';
import type { IntegrationSecrets } from '../aws/integration-secrets.ts';
import { refusalToRotate } from './refusal-to-rotate.ts';
import { observedChange, type Observation } from './observed-change.ts';

/**
 * Result of requesting a rotation. `state` is the integration's state at the end, read from the tags. If the tags
 * of a published access token do not appear in time, `state` holds neither an access token nor credentials.
 */
export type RotationOutcome = { readonly state: IntegrationState } & (
  | { readonly kind: 'published' }
  | { readonly kind: 'failed'; readonly code: string | undefined }
  /**
   * The rotator minted nothing. `code` is the reason, or undefined if the published access token is active and fulfils
   * the request.
   */
  | { readonly kind: 'kept'; readonly code: string | undefined }
  /** The rotator would ignore a request, so the command sent no request. */
  | { readonly kind: 'not-requested'; readonly reason: SkipReason }
  /** Requested with `--no-wait`. */
  | { readonly kind: 'requested' }
  /** Nothing changed in time. */
  | { readonly kind: 'timed-out' }
);

/** A rotation that published an access token, or was requested with `--no-wait`. */
export type RequestedRotation = Extract<RotationOutcome, { kind: 'published' | 'requested' }>;

/** Input and dependencies of `rotateNow`. */
export interface RotateNowOptions {
  readonly integration: string;
  readonly secrets: Pick<IntegrationSecrets, 'describe' | 'accessTokenVersions'>;
  /** Sends the request. `state` is the integration's state before the request. */
  readonly request: (state: IntegrationState) => Promise<void>;
  readonly clock: Clock;
  /** Ms to wait; 0 for not at all. */
  readonly timeoutMs: number;
  /** VersionId of credentials that were just stored. The request waits until they are visible, at most 10 s. */
  readonly storedVersionId?: string | undefined;
}

/** Longest consistency delay of Secrets Manager to wait for: the rotator must see the new credentials. */
const CONSISTENCY_DELAY_MS = 10 * SECOND_MS;
/** Longest wait for the tags: the rotator writes them after it checked the refresh tokens with Alation. */
const TAGS_DELAY_MS = 20 * SECOND_MS;
/** Polls are frequent at first, because most rotations take a few seconds. */
const FIRST_POLLS_MS = 10 * SECOND_MS;
const FIRST_POLL_INTERVAL_MS = 250;
const LATER_POLL_INTERVAL_MS = 1_000;

/**
 * Requests a rotation and waits for its result, by reading labels and tags. It sends no request that the rotator would
 * ignore, for example for a paused integration.
 *
 * @throws CliError if AWS rejects a request
 */
export async function rotateNow(options: RotateNowOptions): Promise<RotationOutcome> {
  const { clock, integration, timeoutMs } = options;
  const before = await observeStored(options);
  const { state, credentialsVersionId } = before;
  const reason = refusalToRotate({ integration, credentialsVersionId, state }, clock.now());
  if (reason !== undefined) return { kind: 'not-requested', reason, state };

  await options.request(state);
  if (timeoutMs === 0) return { kind: 'requested', state };
  return waitForOutcome(options, before);
}

async function waitForOutcome(options: RotateNowOptions, before: Observation): Promise<RotationOutcome> {
  const { clock, timeoutMs } = options;
  const startedAt = clock.now();
  let publishedAt: number | undefined;
  for (;;) {
    const now = await observe(options);
    const change = observedChange(before, now);
    if (change.kind === 'failed' || change.kind === 'kept') return { ...change, state: now.state };
    if (change.kind === 'published') {
      publishedAt ??= clock.now();
      if (change.isDescribed) return { kind: 'published', state: now.state };
      if (clock.now() - publishedAt >= TAGS_DELAY_MS) {
        // The tags still describe the previous access token.
        return { kind: 'published', state: { ...now.state, accessToken: undefined, credentials: [] } };
      }
    }
    const waited = clock.now() - startedAt;
    if (change.kind === 'none' && waited >= timeoutMs) return { kind: 'timed-out', state: now.state };
    await clock.sleep(waited < FIRST_POLLS_MS ? FIRST_POLL_INTERVAL_MS : LATER_POLL_INTERVAL_MS);
  }
}

/** The integration when the stored credentials are visible, or after the longest consistency delay. */
async function observeStored(options: RotateNowOptions): Promise<Observation> {
  const { clock, storedVersionId } = options;
  const until = clock.now() + CONSISTENCY_DELAY_MS;
  for (;;) {
    const observed = await observe(options);
    const isVisible = storedVersionId === undefined || observed.credentialsVersionId === storedVersionId;
    if (isVisible || clock.now() >= until) return observed;
    await clock.sleep(FIRST_POLL_INTERVAL_MS);
  }
}

async function observe({ secrets, clock }: RotateNowOptions): Promise<Observation> {
  const [listed, versions] = await Promise.all([secrets.describe(), secrets.accessTokenVersions()]);
  return {
    credentialsVersionId: listed?.credentialsVersionId,
    accessTokenVersionId: versions.current,
    state: readIntegrationState(listed?.tags ?? {}, clock.now()),
  };
}
