import { parseAccessTokenDocument } from '../integration/access-token-document.ts';
import { readIntegrationState } from '../integration/plausible-state.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { ListedIntegration, SecretPair } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import { decide } from './decide.ts';
import type { SkipReason, Trigger } from './decide.ts';
import type { HostRenewals } from '../renewal/host-renewals.ts';
import type { RotationDependencies } from './facts.ts';

/** An integration with due work, as its tags showed. The tags may be minutes old. */
export interface Work extends Trigger {
  readonly integration: string;
  /**
   * Returns whether one more integration may call this Alation instance now. The rotator calls it before the first
   * request. If it returns false, the outcome is `deferred`.
   */
  readonly admit?: (baseUrl: string) => boolean;
  /**
   * What the renewals of other integrations at its host showed.
   * @default - unknown, so no refresh token is renewed
   */
  readonly hostRenewals?: HostRenewals | undefined;
}

/** The tags and both secrets. `before` is the state as the tags have it. */
export interface ReadSecrets {
  readonly kind: 'read';
  readonly before: IntegrationState;
  readonly listed: ListedIntegration;
  readonly secrets: SecretPair;
}

/** Why an integration has no facts. */
export type NotRead =
  /** There is nothing to do. */
  | { readonly kind: 'skipped'; readonly before: IntegrationState | undefined; readonly reason: SkipReason }
  | { readonly kind: 'failed'; readonly before: undefined; readonly error: RotationError }
  /** The integration was described, and its secrets could not be read or parsed. */
  | {
      readonly kind: 'unreadable';
      readonly before: IntegrationState;
      readonly listed: ListedIntegration;
      readonly error: RotationError;
    };

/** The result of reading an integration. */
export type Reading = ReadSecrets | NotRead;

/** Reads the tags, and then both secrets unless the tags say that there is nothing to do. Never throws. */
export async function describeAndRead(deps: RotationDependencies, work: Work): Promise<Reading> {
  try {
    const listed = await deps.store.describeIntegration(work.integration);
    return listed === undefined
      ? { kind: 'skipped', before: undefined, reason: 'AwaitingCredentials' }
      : await readListed(deps, work, listed, false);
  } catch (thrown) {
    return { kind: 'failed', before: undefined, error: toRotationError(thrown) };
  }
}

/**
 * Reads both secrets, unless these tags say that there is nothing to do. Never throws.
 *
 * @param isShared whether the read may wait for the reads of other integrations
 */
export async function readListed(
  deps: RotationDependencies,
  work: Work,
  listed: ListedIntegration,
  isShared: boolean,
): Promise<Reading> {
  const before = readIntegrationState(listed.tags, deps.clock.now());
  const reason = skipReason(deps, work, listed, before);
  if (reason !== undefined) return { kind: 'skipped', before, reason };
  try {
    return {
      kind: 'read',
      before,
      listed,
      secrets: await deps.store.readSecrets(listed.integration, isShared),
    };
  } catch (thrown) {
    return { kind: 'unreadable', before, listed, error: toRotationError(thrown) };
  }
}

/**
 * Whether tags and secrets show the same moment. Otherwise the rotator could mint from a credential that was replaced, or
 * revoke the access token that it has just published. An access token that is newer than the tags is no contradiction:
 * a crash may have lost the tags.
 */
export function isConsistent(read: Reading): boolean {
  if (read.kind !== 'read') return true;
  const { listed, before, secrets } = read;
  const published = parseAccessTokenDocument(secrets.accessToken);
  return (
    secrets.credentials?.versionId === listed.credentialsVersionId &&
    (published?.issuedAt ?? Infinity) >= (before.accessToken?.issuedAt ?? -Infinity)
  );
}

/**
 * Whether the read shows the version of the credentials that the request demands, if it demands one. Otherwise a request
 * would mint from earlier credentials, and revoke an access token that consumers may have read.
 */
export function isDemanded(read: Reading, { demand }: Work): boolean {
  const demanded = demand?.credentialsVersionId;
  return read.kind !== 'read' || demanded === undefined || read.listed.credentialsVersionId === demanded;
}

function skipReason(
  { clock, policy }: RotationDependencies,
  { integration, requestedAt, scheduledAt, demand }: Work,
  { credentialsVersionId }: ListedIntegration,
  state: IntegrationState,
): SkipReason | undefined {
  const input = { integration, credentialsVersionId, state, requestedAt, scheduledAt, demand };
  const decision = decide(input, clock.now(), policy);
  return decision.action === 'none' ? decision.reason : undefined;
}
