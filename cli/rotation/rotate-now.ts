import type { QuietReason } from '../../functions/rotation/decide.ts';
import type { Clock } from '../../functions/integration/ports.ts';
import { parseIntegrationState } from '../../functions/integration/integration-state.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import type { IntegrationSecrets } from '../aws/integration-secrets.ts';
import { refusalToRotate } from './refusal-to-rotate.ts';
import { rotationProgress } from './rotation-progress.ts';
import type { Observation } from './rotation-progress.ts';

/**
 * What came of asking for a rotation. `state` is the state from tags afterwards; where those of a published access token
 * did not come in time, it holds neither an access token nor credentials.
 */
export type RotationAnswer = { readonly state: IntegrationState } & (
  | { readonly kind: 'published' }
  | { readonly kind: 'failed'; readonly code: string | undefined }
  /** The rotator would not act, so it was not asked. */
  | { readonly kind: 'not-asked'; readonly reason: QuietReason }
  /** Asked, and nobody waited for the answer. */
  | { readonly kind: 'requested' }
  /** Nothing happened in time. */
  | { readonly kind: 'unanswered' }
);

/** What asking for a rotation needs. */
export interface RotateNowOptions {
  readonly integration: string;
  readonly secrets: Pick<IntegrationSecrets, 'describe' | 'accessTokenVersions'>;
  readonly request: () => Promise<void>;
  readonly clock: Clock;
  /** How long to wait; 0 does not. */
  readonly timeoutMs: number;
  /** VersionId of credentials that were stored just now: they must be seen before the rotator is asked. */
  readonly storedVersionId?: string | undefined;
}

/** Secrets Manager is eventually consistent: the rotator must not start from what was there before. */
const SETTLE_MS = 10_000;
/** Tags are written after the secret, when Alation was asked about every credential. */
const DESCRIBE_MS = 20_000;
const FIRST_POLLS_MS = 250;
const LATER_POLLS_MS = 1_000;

/**
 * Asks the rotator for a rotation and waits for what comes of it, by reading labels and tags. Whether it would act at
 * all is decided first, by the rotator's own rules: a paused or rejected integration is not asked for in vain.
 *
 * @throws CliError when AWS refuses
 */
export async function rotateNow(options: RotateNowOptions): Promise<RotationAnswer> {
  const { clock, integration, timeoutMs } = options;
  const before = await observeSettled(options);
  const { state, credentialsVersionId } = before;
  const reason = refusalToRotate({ integration, credentialsVersionId, state }, clock.now());
  if (reason !== undefined) return { kind: 'not-asked', reason, state };

  await options.request();
  if (timeoutMs === 0) return { kind: 'requested', state };
  return waitForAnswer(options, before);
}

async function waitForAnswer(
  { clock, secrets, timeoutMs }: RotateNowOptions,
  before: Observation,
): Promise<RotationAnswer> {
  const startedAt = clock.now();
  let publishedAt: number | undefined;
  for (;;) {
    const now = await observe(secrets);
    const progress = rotationProgress(before, now);
    if (progress.kind === 'failed') return { ...progress, state: now.state };
    if (progress.kind === 'published') {
      publishedAt ??= clock.now();
      if (progress.isDescribed) return { kind: 'published', state: now.state };
      if (clock.now() - publishedAt >= DESCRIBE_MS) {
        // What is on state is about what was there before.
        return { kind: 'published', state: { ...now.state, accessToken: undefined, credentials: [] } };
      }
    }
    const waited = clock.now() - startedAt;
    if (progress.kind === 'pending' && waited >= timeoutMs) return { kind: 'unanswered', state: now.state };
    await clock.sleep(waited < 10_000 ? FIRST_POLLS_MS : LATER_POLLS_MS);
  }
}

/** What is there, once what was stored shows. */
async function observeSettled({ secrets, clock, storedVersionId }: RotateNowOptions): Promise<Observation> {
  const until = clock.now() + SETTLE_MS;
  for (;;) {
    const observed = await observe(secrets);
    const isSettled = storedVersionId === undefined || observed.credentialsVersionId === storedVersionId;
    if (isSettled || clock.now() >= until) return observed;
    await clock.sleep(FIRST_POLLS_MS);
  }
}

async function observe(secrets: RotateNowOptions['secrets']): Promise<Observation> {
  const [listed, versions] = await Promise.all([secrets.describe(), secrets.accessTokenVersions()]);
  return {
    credentialsVersionId: listed?.credentialsVersionId,
    accessTokenVersionId: versions.current,
    state: parseIntegrationState(listed?.tags ?? {}),
  };
}
