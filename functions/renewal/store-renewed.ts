import type { RefreshTokenCredential } from '../integration/credential.ts';
import { credentialFingerprint } from '../integration/credential-fingerprint.ts';
import { parseCredentials } from '../integration/credentials-document.ts';
import type { SecretValue } from '../integration/ports.ts';
import { transientAtStore, withRetries } from '../integration/retry.ts';
import { RotationError, toRotationError } from '../integration/rotation-error.ts';
import type { Sensitive } from '../integration/sensitive.ts';
import type { RenewalDependencies, RenewalFacts } from './renewal-context.ts';
import { withRefreshToken } from './renewed-document.ts';

/** How long after the deadline the rotator still retries the write: the new refresh token exists only in memory. */
const STORE_RESERVE_MS = 20_000;

/** The rotator gives up if other writes change the document this many times between its read and its write. */
const MAX_CONFLICTS = 4;

/** How storing ended. */
export type StoreResult =
  | { readonly kind: 'stored'; readonly secret: SecretValue }
  /** An operator replaced the credential meanwhile, or stored an unreadable document. The operator's document stays. */
  | { readonly kind: 'replaced' }
  /** `isPending`: the new refresh token is under AWSPENDING, so a later sweep can finish. */
  | { readonly kind: 'failed'; readonly error: RotationError; readonly isPending: boolean };

/**
 * Stores the new refresh token: first under AWSPENDING, which cannot conflict, then under AWSCURRENT by compare-and-set. If
 * an operator stored another document meanwhile, only this credential is replaced in it. Never throws.
 *
 * @param versionId of the first write
 */
export async function storeRenewed(
  deps: RenewalDependencies,
  facts: RenewalFacts,
  old: RefreshTokenCredential,
  refreshToken: Sensitive,
  versionId: string,
): Promise<StoreResult> {
  const { credentialsStore, clock } = deps;
  const { integration } = facts;
  const limits = { until: facts.until + STORE_RESERVE_MS, transient: transientAtStore };
  let isPending = false;
  let base = facts.secret;
  try {
    for (
      let conflicts = 0, to = versionId;
      conflicts < MAX_CONFLICTS;
      conflicts += 1, to = deps.newVersionId()
    ) {
      const index = positionOf(deps, base, old);
      if (index === undefined) return { kind: 'replaced' };
      const document = withRefreshToken(base.text ?? '', index, refreshToken);
      await withRetries(() => credentialsStore.putPending(integration, document, to), limits, deps);
      isPending = true;
      const from = base.versionId;
      const moved = await withRetries(
        () => credentialsStore.moveCurrent(integration, from, to),
        limits,
        deps,
      );
      const stored = { versionId: to, text: document.reveal(), createdAt: clock.now() };
      if (moved === 'moved') return { kind: 'stored', secret: stored };
      await clock.sleep(500 + Math.trunc(deps.random() * 1_000));
      const current = await withRetries(() => credentialsStore.readCurrent(integration), limits, deps);
      // A move whose response was lost is refused when it is retried.
      if (current?.versionId === to) return { kind: 'stored', secret: stored };
      base = current ?? base;
    }
    return { kind: 'failed', error: notStored(integration), isPending };
  } catch (thrown) {
    return { kind: 'failed', error: toRotationError(thrown), isPending };
  }
}

/** The position of the old refresh token in a document; undefined if the document does not contain it. */
function positionOf(
  { parseBaseUrl }: RenewalDependencies,
  value: SecretValue,
  old: RefreshTokenCredential,
): number | undefined {
  try {
    const fingerprint = credentialFingerprint(old);
    const index = parseCredentials(value, parseBaseUrl).credentials.findIndex(
      (credential) => credentialFingerprint(credential) === fingerprint,
    );
    return index < 0 ? undefined : index;
  } catch {
    // An operator stored a document that the rotator cannot read. The rotator must not overwrite that document.
    return undefined;
  }
}

function notStored(integration: string): RotationError {
  return new RotationError(
    'SecretsManagerUnavailable',
    `the renewed refresh token of ${integration} is stored under AWSPENDING and not yet under AWSCURRENT; the next ` +
      'sweep retries',
  );
}
