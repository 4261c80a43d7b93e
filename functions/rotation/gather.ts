import { parseAccessTokenDocument } from '../integration/access-token-document.ts';
import { minterFingerprint } from '../integration/credential-fingerprint.ts';
import { parseCredentials } from '../integration/credentials-document.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { ListedIntegration, SecretPair } from '../integration/ports.ts';
import { RotationError, toRotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { issuingCredentialAmong, mintedByOf, minterInTags } from './issuing-credential.ts';
import { acceptedSince, observedState } from './observed-state.ts';
import { describeAndRead, isConsistent, isDemanded } from './read-integration.ts';
import type { NotRead, Reading, ReadSecrets, Work } from './read-integration.ts';
import { readUntil } from './read-until.ts';
import { MINUTE_MS } from '../time.ts';

/** A mint comes at most this long after its rotation read the credentials, in ms. */
const MAX_MINT_DELAY_MS = 2 * MINUTE_MS;

/** The facts of an integration, or the reason why reading ended early. */
export type Gathered =
  | { readonly kind: 'facts'; readonly before: IntegrationState; readonly facts: RotationFacts }
  | { readonly kind: 'deferred'; readonly before: IntegrationState }
  | NotRead;

/**
 * Reads an integration's tags and both its secrets. If the tags say that there is nothing to do, no secret is read. Reads
 * that contradict each other or the demand are repeated: Secrets Manager is eventually consistent. Never throws.
 *
 * @param until the deadline of the integration, as in `RotationFacts`
 */
export async function gather(deps: RotationDependencies, work: Work, until: number): Promise<Gathered> {
  const isUpToDate = (read: Reading) => isConsistent(read) && isDemanded(read, work);
  const read = await readUntil(() => describeAndRead(deps, work), isUpToDate, { clock: deps.clock, until });
  return read.kind === 'read' ? gatherFacts(deps, work, read, until) : read;
}

/** The facts from these tags and secrets, or the reason why there are none. Never throws. */
export function gatherFacts(
  deps: RotationDependencies,
  work: Work,
  { before, listed, secrets }: ReadSecrets,
  until: number,
): Gathered {
  try {
    const facts = factsOf(deps, listed, before, secrets, until);
    if (facts === undefined) return { kind: 'skipped', before, reason: 'AwaitingCredentials' };
    if (work.admit?.(facts.credentials.baseUrl) === false) return { kind: 'deferred', before };
    return { kind: 'facts', before, facts };
  } catch (thrown) {
    return { kind: 'unreadable', before, listed, error: toRotationError(thrown) };
  }
}

/** Undefined if no credentials are stored. Where the tags and the access-token secret disagree, the secret decides. */
function factsOf(
  deps: RotationDependencies,
  listed: ListedIntegration,
  state: IntegrationState,
  { credentials: secret, accessToken }: SecretPair,
  until: number,
): RotationFacts | undefined {
  if (secret === undefined) return undefined;
  if (secret.versionId !== listed.credentialsVersionId) throw contradicting(listed.integration);
  const credentials = parseCredentials(secret, deps.parseBaseUrl);
  const published = parseAccessTokenDocument(accessToken);
  const observed = observedState(state, published);
  const known = observed.accessToken && {
    ...observed.accessToken,
    fingerprint:
      observed.accessToken.fingerprint ??
      minterInTags(observed.accessToken, state.credentials, credentials, secret),
  };
  const mintedBy = published && mintedByOf(published, known);
  const issuing = mintedBy && issuingCredentialAmong(credentials.credentials, mintedBy);
  // The issuing credential may have a new name, and another credential may have its old name.
  const named = issuing === undefined ? {} : { credential: issuing.name };
  // A crash may lose the tags of a mint. In credentials older than the mint, the name identifies the issuing credential.
  const wereRead = published !== undefined && secret.createdAt + MAX_MINT_DELAY_MS <= published.issuedAt;
  const proven = wereRead ? issuing : undefined;
  const found = proven && { fingerprint: minterFingerprint(proven) };
  return {
    listed,
    state: {
      ...observed,
      credentials: acceptedSince(state, published, proven?.name, secret.versionId),
      accessToken: known && { ...known, ...named, ...found },
    },
    secrets: { credentials: secret, accessToken },
    credentials,
    published: published && { ...published, ...named },
    provenCredential: published?.baseUrl === credentials.baseUrl ? proven?.name : undefined,
    mintedBy,
    until,
  };
}

function contradicting(integration: string): RotationError {
  return new RotationError(
    'SecretsManagerUnavailable',
    `Secrets Manager still shows two different versions of the credentials of ${integration} as current. Nothing was ` +
      'minted; a later sweep reads the credentials again',
  );
}
