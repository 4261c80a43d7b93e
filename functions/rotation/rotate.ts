import type { PublishedAccessToken } from '../integration/access-token.ts';
import type { Credential } from '../integration/credential.ts';
import {
  unusedFirst,
  credentialOrder,
  nonIssuingFirst,
  isUnchanged,
  mayMintFromIssuing,
} from './choose-credentials.ts';
import type { RotationReason } from './decide.ts';
import { mintFromFirstAccepted } from './mint.ts';
import type { MintResult, RotationFindings } from './mint.ts';
import { adoptIfAlive, publishAccessToken } from './publish.ts';
import { issuingCredentialAmong } from './issuing-credential.ts';
import { publishRefusal, tooShortLived } from './may-publish.ts';
import { isTooShortLived, renewalTime } from './renewal-time.ts';
import { RotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { formatInstant } from '../integration/tag-fields.ts';
import { verdictOn } from './verify.ts';

/** How often to mint from one credential when its access tokens turn out dead before they are published. */
const MINT_ROUNDS = 3;

/** How a rotation ended when it did not fail. */
export type RotationResult =
  | {
      readonly kind: 'rotated';
      readonly versionId: string;
      readonly accessToken: PublishedAccessToken;
      readonly verified: boolean;
      /** Whether it took the place of nothing. */
      readonly isFirst: boolean;
    }
  | {
      readonly kind: 'adopted';
      readonly versionId: string;
      readonly accessToken: PublishedAccessToken;
      readonly verified: boolean;
    }
  /** There is no need, or no way, to mint from another credential, and the issuingCredential's access token lives on. */
  | { readonly kind: 'issuing-credential-kept' };

/**
 * One rotation: mint, verify, publish, in this order, with nothing in between that can fail for another reason. The
 * write permit is taken first, because from the mint on consumers may hold a dead access token.
 *
 * A credential whose access tokens may not be published ends the rotation, so that the published one stays; where that
 * one is dead or about to be, the next credential has its turn.
 *
 * @throws RotationError when nothing was published; `findings` then tells what happened before
 */
export async function rotateAccessToken(
  deps: RotationDependencies,
  facts: RotationFacts,
  reason: RotationReason,
  findings: RotationFindings,
): Promise<RotationResult> {
  const { listed, published, credentials, secrets } = facts;
  const { integration } = listed;
  const issuingCredential = facts.mintedBy && issuingCredentialAmong(credentials.credentials, facts.mintedBy);
  const isEarly = published !== undefined && deps.clock.now() < renewalTime(published, deps.policy, 0);
  const { usable, sparesIssuing } = credentialsToUse(facts, issuingCredential, reason, isEarly);
  const mayBeDead = () => reason === 'Dead' || findings.publishedInDoubt;
  // Backing off passes over a tick, so this may be the last attempt but one.
  const isLost = () =>
    mayBeDead() || (published?.expiresAt ?? 0) <= deps.clock.now() + 3 * deps.policy.intervalMs;
  const runsShort = () =>
    isLost() || (published !== undefined && isRunningShort(published, deps.clock.now()));

  const rounds = new Map<string, number>();
  const passedOver = new Set<string>();
  let refusal: RotationError | undefined;
  const giveUpOn = ({ name }: Credential, why: RotationError) => {
    // Of a life that is too short it is sure that this credential will not do any better.
    if (why.code === 'LifetimeTooShort' ? !runsShort() : !isLost()) throw why;
    refusal ??= why;
    passedOver.add(name);
  };
  const noteSuperseded = (credential: Credential) => {
    const round = (rounds.get(credential.name) ?? 0) + 1;
    rounds.set(credential.name, round);
    if (round >= MINT_ROUNDS) giveUpOn(credential, supersededAtOnce(integration, credential));
  };

  await deps.acquireWrite();
  let base = secrets.accessToken;
  for (;;) {
    const untried = usable.filter(({ name }) => !findings.rejected.has(name) && !passedOver.has(name));
    const standing = { publishedIsLost: isLost(), publishedRunsShort: runsShort() };
    const minted = await mintFromFirstAccepted(deps, facts, untried, findings, standing);
    if (minted === undefined) {
      if (refusal !== undefined) throw refusal;
      if (sparesIssuing) return { kind: 'issuing-credential-kept' };
      throw allRejected(integration, findings);
    }

    const { credential } = minted;
    const ours = toPublished(minted, credentials.baseUrl);
    let verdict = await verdictOn(deps, facts, ours, credential);
    if (verdict === 'inactive') {
      // Somebody else minted from the same credential in between: perhaps another rotator, which then publishes.
      await deps.clock.sleep(500 + Math.trunc(deps.random() * 1_500));
      const current = (await deps.store.readSecrets(integration)).accessToken;
      const adopted =
        current?.versionId === base?.versionId ? undefined : await adoptIfAlive(deps, facts, current);
      if (adopted !== undefined) return adopted;
      base = current;
      // Or Alation was slow to know of its own mint, and another one would kill what is good. That it is alive must be
      // said: no answer does not take back that it is dead.
      if ((await verdictOn(deps, facts, ours, credential)) === 'active') verdict = 'active';
    }
    if (verdict === 'inactive') {
      noteSuperseded(credential);
      continue;
    }
    const refused = publishRefusal(
      {
        integration,
        minted: ours,
        credential,
        verdict,
        published,
        publishedMayBeDead: mayBeDead(),
        publishedIsLost: isLost(),
        issuingIsLeft: credential !== issuingCredential && untried.some((one) => one === issuingCredential),
      },
      deps.policy,
    );
    if (refused !== undefined) {
      giveUpOn(credential, refused);
      continue;
    }

    const result = await publishAccessToken(deps, facts, ours, credential, base);
    if (result.kind === 'adopted') return result;
    if (result.kind === 'published') {
      if (isTooShortLived(ours, deps.policy)) {
        const explanation = tooShortLived(credential, ours, deps.policy);
        deps.log.error('AccessTokenTooShortLived', { integration, explanation });
      }
      if (minted.accessToken.expirySource === 'assumed') {
        const expiresAt = formatInstant(ours.expiresAt);
        deps.log.warn('ExpiryAssumed', { integration, credential: credential.name, expiresAt });
      }
      const { versionId, isFirst } = result;
      return { kind: 'rotated', versionId, accessToken: ours, verified: verdict === 'active', isFirst };
    }
    base = result.current;
    noteSuperseded(credential);
  }
}

/**
 * Whether a third of its life is left of the published access token. A credential that is refused for another reason
 * than its own validity is waited for until then; longer, and readers would get an access token that is about to die
 * although another credential could mint one.
 */
function isRunningShort({ issuedAt, expiresAt }: PublishedAccessToken, now: number): boolean {
  return expiresAt - now <= (expiresAt - issuedAt) / 3;
}

/**
 * The credentials to mint from, and whether the issuingCredential is left out to spare its access token.
 *
 * A replaced credential has its turn at once: it has minted nothing yet, so nobody's access token dies of it. Of those
 * that are as they were each mint would kill what consumers may have read until the last rotation.
 */
function credentialsToUse(
  { published, mintedBy, credentials: { baseUrl, credentials }, state, secrets }: RotationFacts,
  issuingCredential: Credential | undefined,
  reason: RotationReason,
  isEarly: boolean,
): { readonly usable: readonly Credential[]; readonly sparesIssuing: boolean } {
  const { versionId } = secrets.credentials;
  const known = credentialOrder(credentials, issuingCredential?.name, state.credentials, versionId);
  const isReplaced = reason === 'CredentialReplaced';
  // The command asks for a rotation when it has stored a credential. A renewal has no time for one that may be no good.
  const triesChanged = isReplaced || reason === 'Requested';
  const inOrder = nonIssuingFirst(
    triesChanged ? unusedFirst(known, state.credentials) : known,
    mintedBy,
    credentials,
  );
  const sparesUnchanged = isReplaced && issuingCredential !== undefined && published?.baseUrl === baseUrl;
  const sparesItself = !mayMintFromIssuing(reason, credentials.length, isEarly);
  const usable = inOrder.filter(
    (credential) =>
      !(sparesItself && credential === issuingCredential) &&
      !(sparesUnchanged && isUnchanged(credential, state.credentials)),
  );
  return { usable, sparesIssuing: usable.length < inOrder.length };
}

function toPublished({ accessToken, credential }: MintResult, baseUrl: string): PublishedAccessToken {
  return {
    accessToken: accessToken.accessToken,
    tokenType: accessToken.tokenType,
    issuedAt: accessToken.issuedAt,
    expiresAt: accessToken.expiresAt,
    baseUrl,
    credential: credential.name,
    userId: credential.kind === 'refresh-token' ? credential.userId : undefined,
  };
}

function supersededAtOnce(integration: string, { name }: Credential): RotationError {
  return new RotationError(
    'SupersededAtOnce',
    `${MINT_ROUNDS} access tokens minted for ${integration} from the credential ${name} were dead at once: somebody ` +
      'else mints from it too; give this integration one of its own',
  );
}

function allRejected(integration: string, findings: RotationFindings): RotationError {
  const names = [...findings.rejected].join(', ') || 'all of them';
  return new RotationError(
    'CredentialRejected',
    `Alation rejected the credentials of ${integration} (${names}): make a new refresh token or client secret and ` +
      'store it in the credentials secret; nothing is tried until then',
  );
}
