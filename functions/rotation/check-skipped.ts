import type { Credential } from '../integration/credential.ts';
import { isTransient } from '../integration/failure-codes.ts';
import type { CredentialState } from '../integration/integration-state.ts';
import { RotationError } from '../integration/rotation-error.ts';
import { attempt } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import type { Findings, RotationDependencies, RotationFacts } from './facts.ts';
import { noFindings } from './facts.ts';
import { issuingCredentialAmong } from './issuing-credential.ts';
import type { Done } from './outcome.ts';
import { findingsAfter } from './rotation-progress.ts';
import { serviceLevel } from './service-level.ts';
import { skippedCredentials } from './skipped-credentials.ts';
import { countVersions } from './version-quota.ts';

/** What a check of skipped credentials showed. */
export interface Checked {
  /** The result that ends the reconcile: an attempt succeeded, was aborted, or may have revoked the published access token. */
  readonly done: Done | undefined;
  readonly findings: Findings;
  /** Whether the check showed for each skipped credential whether Alation accepts it. */
  readonly isAnswered: boolean;
}

/**
 * Checks whether Alation accepts skipped credentials again, and publishes an access token from the first accepted credential.
 * `validateRefreshToken` verifies a rejected refresh token without a mint. An OAuth client, and a credential with a 403,
 * need a mint. Only a mint can end the rejection or the 403.
 */
export async function checkSkipped(deps: RotationDependencies, facts: RotationFacts): Promise<Checked> {
  const { clock, policy } = deps;
  const { published, mintedBy, secrets, credentials } = facts;
  let findings = noFindings;
  let isAnswered = true;
  const skipped = skippedCredentials(facts.state, secrets.credentials.versionId);
  const issuing = mintedBy && issuingCredentialAmong(credentials.credentials, mintedBy);
  const issuingCanMint = issuing !== undefined && skipped.every(({ name }) => name !== issuing.name);
  for (const credential of credentials.credentials) {
    const known = skipped.find(({ name }) => name === credential.name);
    if (known === undefined) continue;
    const answer =
      clock.now() < facts.until ? await mayMint(deps, facts, credential, known.state) : undefined;
    isAnswered &&= answer !== undefined;
    if (answer !== true) continue;
    const versions = await countVersions(deps, facts, true).catch(() => 'unknown' as const);
    if (versions === 'unknown') {
      isAnswered = false;
      continue;
    }
    await deps.acquireWrite();
    // If the invocation ended right after a mint, consumers might have only a revoked access token.
    if (clock.now() >= facts.until) {
      isAnswered = false;
      continue;
    }
    const tried = await attempt(deps, facts, credential, {
      level: serviceLevel(published, false, clock.now(), policy),
      mayBeInactive: false,
      issuingIsLeft: issuingCanMint,
      base: secrets.accessToken,
    });
    findings = findingsAfter(findings, credential, tried);
    if (tried.kind === 'rotated' || tried.kind === 'adopted' || tried.kind === 'repeated') {
      return { done: { ...tried, reason: 'AcceptedAgain', findings, versions }, findings, isAnswered: false };
    }
    if (tried.kind === 'superseded') continue;
    if (tried.kind === 'aborted' || tried.inDoubt) {
      return { done: { kind: 'failed', error: tried.error, findings }, findings, isAnswered: false };
    }
    isAnswered &&= isAnswer(tried, known);
  }
  return { done: undefined, findings, isAnswered };
}

/**
 * Whether an attempt that published nothing counts as the check of this day: Alation rejected the credential, a 403 does not
 * change its state, or its access token was refused for a reason that is not transient.
 */
function isAnswer(
  tried: Extract<Attempt, { readonly kind: 'not-minted' | 'refused' }>,
  known: CredentialState,
): boolean {
  if (tried.kind === 'refused') return !isTransient(tried.error.code);
  if (tried.how === 'rejected') return true;
  const staysAsItWas = known.state === 'forbidden' || known.kind === 'oauth-client';
  return tried.error.code === 'AlationForbidden' && staysAsItWas;
}

/** Whether a mint may succeed; undefined if Alation gave no usable response. */
async function mayMint(
  { endpoints }: RotationDependencies,
  { credentials: { baseUrl } }: RotationFacts,
  credential: Credential,
  state: CredentialState['state'],
): Promise<boolean | undefined> {
  if (state !== 'rejected' || credential.kind === 'oauth-client') return true;
  try {
    return (await endpoints.inspect(baseUrl, credential)).state === 'active';
  } catch (error) {
    if (error instanceof RotationError) return undefined;
    throw error;
  }
}
