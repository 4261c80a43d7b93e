import { createHash } from 'node:crypto';
import type { RefreshTokenCredential } from '../integration/credential.ts';
import { credentialFingerprint } from '../integration/credential-fingerprint.ts';
import { formatRenewal } from '../integration/renewal-state.ts';
import type { RenewalState } from '../integration/renewal-state.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { Sensitive } from '../integration/sensitive.ts';
import type { SecretValue } from '../integration/ports.ts';
import { Tag } from '../contract.ts';
import { DAY_MS, MINUTE_MS } from '../time.ts';
import { findOut } from './find-out.ts';
import { harmOf } from './harm.ts';
import type { HostRenewals } from './host-renewals.ts';
import { regenerationFailure } from './regeneration-failure.ts';
import type { RenewalDependencies, RenewalFacts, RenewalResult } from './renewal-context.ts';
import { lockDocument } from './renewed-document.ts';
import { storeRenewed } from './store-renewed.ts';
import { verifyPublished } from './verify-published.ts';

/** A renewal starts only with this much time left, so that it can store its result. */
const NEEDED_MS = 25_000;

/** Another rotator that holds the lock renews within this time, or has crashed. */
const LOCK_MS = 3 * MINUTE_MS;

/**
 * Renews one refresh token in this order: acquires the lock, records the intent, calls Alation once, stores, verifies.
 * The lock prevents a second renewal at the same time. Without the intent, a crash during the call would leave a revoked
 * refresh token without any record. Never throws.
 */
export async function renew(
  deps: RenewalDependencies,
  facts: RenewalFacts,
  credential: RefreshTokenCredential,
  host: HostRenewals,
): Promise<RenewalResult> {
  const { clock, endpoints } = deps;
  const { integration } = facts;
  if (facts.until - clock.now() < NEEDED_MS) return notTried;
  // If the published access token were inactive, consumers would depend on the credential that is renewed.
  if ((await verifyPublished(deps, facts)) !== 'active') return notTried;
  const renewal: RenewalState = {
    phase: 'intended',
    credential: credential.name,
    fingerprint: credentialFingerprint(credential),
    versionId: deps.newVersionId(),
    at: clock.now(),
    checks: 0,
    code: undefined,
    isProven: host === 'proven',
  };
  try {
    const lock = await acquireLock(deps, facts);
    if (lock !== 'acquired') return { renewal: undefined, mint: lock === 'old' };
    await deps.store.writeTags(integration, { [Tag.renewal]: formatRenewal(renewal) });
  } catch (thrown) {
    return failed(deps, facts, renewal, 'failed', toRotationError(thrown));
  }
  let refreshToken: Sensitive;
  try {
    refreshToken = await endpoints.regenerate(facts.credentials.baseUrl, credential);
  } catch (thrown) {
    const error = toRotationError(thrown);
    const phase = regenerationFailure(error);
    if (phase === 'unknown') {
      logFailure(deps, facts, error);
      await clock.sleep(1_000 + Math.trunc(deps.random() * 1_000));
      return findOut(deps, facts, credential, { ...renewal, code: error.code });
    }
    return failed(deps, facts, renewal, phase, error);
  }
  // Alation may extend the refresh token instead of replacing it. Then there is nothing to store.
  if (refreshToken.equals(credential.refreshToken)) {
    return verifyRenewed(deps, facts, credential, facts.secret, renewal, host);
  }
  const stored = await storeRenewed(deps, facts, credential, refreshToken, renewal.versionId);
  switch (stored.kind) {
    case 'stored':
      return verifyRenewed(deps, facts, { ...credential, refreshToken }, stored.secret, renewal, host);
    case 'replaced':
      return { renewal: { ...renewal, phase: 'failed', code: 'CredentialReplaced' }, mint: false };
    case 'failed': {
      logFailure(deps, facts, stored.error);
      const phase = stored.isPending ? 'doubtful' : 'lost';
      return { renewal: { ...renewal, phase, code: stored.error.code }, mint: !stored.isPending };
    }
  }
}

const notTried: RenewalResult = { renewal: undefined, mint: true };

/**
 * Stores the document under AWSPENDING, with unchanged credentials. Every rotator derives the same VersionId for this
 * document and day. The write proves that the rotator may write, and only one rotator succeeds. `held`: another rotator
 * renews now. `old`: an attempt of today has ended.
 */
async function acquireLock(
  { credentialsStore, clock, newVersionId }: RenewalDependencies,
  { integration, secret }: RenewalFacts,
): Promise<'acquired' | 'held' | 'old'> {
  const day = Math.floor(clock.now() / DAY_MS);
  const versionId = createHash('sha256')
    .update(JSON.stringify(['renewal', integration, secret.versionId, day]))
    .digest('hex');
  const document = lockDocument(secret.text ?? '', newVersionId());
  if ((await credentialsStore.putPending(integration, document, versionId)) === 'stored') return 'acquired';
  const pending = await credentialsStore.readPending(integration);
  return pending !== undefined && clock.now() - pending.createdAt < LOCK_MS ? 'held' : 'old';
}

async function verifyRenewed(
  deps: RenewalDependencies,
  facts: RenewalFacts,
  renewed: RefreshTokenCredential,
  secret: SecretValue,
  renewal: RenewalState,
  host: HostRenewals,
): Promise<RenewalResult> {
  const { baseUrl } = facts.credentials;
  const inspection = await deps.endpoints.inspect(baseUrl, renewed).catch(() => undefined);
  const expiresAt = inspection?.state === 'active' ? inspection.expiresAt : undefined;
  const harm = await harmOf(deps, facts, renewed.name, expiresAt, host === 'first');
  return {
    renewal: {
      ...renewal,
      phase: typeof harm === 'string' ? 'harmful' : 'renewed',
      code: typeof harm === 'string' ? harm : undefined,
      isProven: renewal.isProven || harm === false,
    },
    stored: { secret, fingerprint: credentialFingerprint(renewed), expiresAt },
    mint: true,
  };
}

function failed(
  deps: RenewalDependencies,
  facts: RenewalFacts,
  renewal: RenewalState,
  phase: 'failed' | 'unavailable',
  error: RotationError,
): RenewalResult {
  logFailure(deps, facts, error);
  return { renewal: { ...renewal, phase, code: error.code }, mint: true };
}

function logFailure({ log }: RenewalDependencies, { integration }: RenewalFacts, error: RotationError): void {
  log.error('RenewalFailed', { integration, code: error.code, explanation: error.message });
}
