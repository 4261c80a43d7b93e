import { parseAccessTokenDocument } from '../integration/access-token-document.ts';
import { parseCredentials } from '../integration/credentials-document.ts';
import { parseIntegrationState } from '../integration/integration-state.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { ListedIntegration } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import { decide } from './decide.ts';
import type { QuietReason, RequestedLifetime } from './decide.ts';
import type { RotationDependencies, RotationFacts } from './facts.ts';
import { issuingCredentialAmong, mintedByOf } from './issuing-credential.ts';
import { observedState } from './observed-state.ts';

/** An integration that was due in a listing. The listing may be minutes old. */
export interface Work {
  readonly integration: string;
  /** When a rotation was requested, ms since the epoch; undefined if none was. */
  readonly requestedAt: number | undefined;
  /** What the request asks for. */
  readonly demand?: RequestedLifetime | undefined;
  /**
   * Returns whether one more integration may call this Alation instance now. It is called before the first request. If
   * false, the outcome is `deferred`.
   */
  readonly admit?: (baseUrl: string) => boolean;
}

/** The facts of an integration, or the reason why reading ended early. `before` is its state as the tags have it. */
export type Gathered =
  | { readonly kind: 'facts'; readonly before: IntegrationState; readonly facts: RotationFacts }
  /** There is nothing to do. */
  | { readonly kind: 'quiet'; readonly before: IntegrationState | undefined; readonly reason: QuietReason }
  | { readonly kind: 'deferred'; readonly before: IntegrationState }
  | { readonly kind: 'failed'; readonly before: undefined; readonly error: RotationError }
  /** The integration was described, and its secrets could not be read. */
  | {
      readonly kind: 'unreadable';
      readonly before: IntegrationState;
      readonly listed: ListedIntegration;
      readonly error: RotationError;
    };

/**
 * Reads an integration's tags and both its secrets. If the tags say that there is nothing to do, no secret is read.
 * Never throws.
 *
 * @param until no request to Alation starts at or after this instant, ms since the epoch
 */
export async function gather(deps: RotationDependencies, work: Work, until: number): Promise<Gathered> {
  try {
    const listed = await deps.store.describeIntegration(work.integration);
    return listed === undefined
      ? { kind: 'quiet', before: undefined, reason: 'AwaitingCredentials' }
      : await gatherListed(deps, work, listed, until);
  } catch (thrown) {
    return { kind: 'failed', before: undefined, error: toRotationError(thrown) };
  }
}

async function gatherListed(
  deps: RotationDependencies,
  work: Work,
  listed: ListedIntegration,
  until: number,
): Promise<Gathered> {
  const before = parseIntegrationState(listed.tags);
  const reason = quietReason(deps, work, listed, before);
  if (reason !== undefined) return { kind: 'quiet', before, reason };
  try {
    const facts = await readFacts(deps, listed, before, until);
    if (facts === undefined) return { kind: 'quiet', before, reason: 'AwaitingCredentials' };
    if (work.admit?.(facts.credentials.baseUrl) === false) return { kind: 'deferred', before };
    return { kind: 'facts', before, facts };
  } catch (thrown) {
    return { kind: 'unreadable', before, listed, error: toRotationError(thrown) };
  }
}

function quietReason(
  { clock, policy }: RotationDependencies,
  { integration, requestedAt, demand }: Work,
  { credentialsVersionId }: ListedIntegration,
  state: IntegrationState,
): QuietReason | undefined {
  const decision = decide(
    { integration, credentialsVersionId, state, requestedAt, demand },
    clock.now(),
    policy,
  );
  return decision.action === 'none' ? decision.reason : undefined;
}

/** Undefined if no credentials are stored. Where tags and secret disagree, the secret decides. */
async function readFacts(
  deps: RotationDependencies,
  listed: ListedIntegration,
  state: IntegrationState,
  until: number,
): Promise<RotationFacts | undefined> {
  const { credentials: secret, accessToken } = await deps.store.readSecrets(listed.integration);
  if (secret === undefined) return undefined;
  const credentials = parseCredentials(secret, deps.parseBaseUrl);
  const published = parseAccessTokenDocument(accessToken);
  const observed = observedState(state, published);
  const mintedBy = published && mintedByOf(published, observed.accessToken);
  const issuing = mintedBy && issuingCredentialAmong(credentials.credentials, mintedBy);
  // The issuing credential may have a new name, and another credential may have its old name.
  const named = issuing === undefined ? {} : { credential: issuing.name };
  return {
    listed,
    state: { ...observed, accessToken: observed.accessToken && { ...observed.accessToken, ...named } },
    secrets: { credentials: secret, accessToken },
    credentials,
    published: published && { ...published, ...named },
    mintedBy,
    until,
  };
}
