import { duration, fromNow } from '../../functions/warning/duration-text.ts';
import { harmText } from '../../functions/integration/renewal-harm.ts';
import type { RenewalPhase } from '../../functions/integration/renewal-state.ts';
import type { CredentialStatus } from './credential-status.ts';
import type { IntegrationStatus } from './integration-status.ts';

/**
 * What the rotator renews and when, and how the last renewal ended: `tableau-b in about 24 days, tableau-a not renewed:
 * it is rejected; last: tableau-b renewed 3 days ago`. Undefined if renewal is off and there was no renewal.
 */
export function renewalText(status: IntegrationStatus, now: number): string | undefined {
  const { credentials, renewal } = status;
  const each = credentials.flatMap((one) => credentialRenewal(status, one, now));
  const last = renewal && `last: ${renewal.credential} ${outcomeText(renewal)} ${fromNow(renewal.at, now)}`;
  if (each.length === 0 && last === undefined) return undefined;
  return [
    each.join(', ') || 'the rotator renews no refresh token',
    ...(last === undefined ? [] : [last]),
  ].join('; ');
}

/** The next renewal among these integrations, and when it is due; undefined if the rotator renews no refresh token. */
export function renewalsLine(statuses: readonly IntegrationStatus[], now: number): string | undefined {
  const renewed = statuses.flatMap((one) =>
    one.credentials
      .filter(({ renewsItself }) => renewsItself)
      .map((credential) => ({ integration: one.integration, at: renewalTimeOf(one, credential) })),
  );
  const [first] = renewed.toSorted((one, other) => (one.at ?? Infinity) - (other.at ?? Infinity));
  if (first === undefined) return undefined;
  const count = `The rotator renews ${renewed.length} refresh ${renewed.length === 1 ? 'token' : 'tokens'}`;
  return first.at === undefined
    ? `${count}.`
    : `${count}, the next renewal ${aboutFromNow(first.at, now)} (${first.integration}).`;
}

/**
 * When a refresh token is renewed: at the first mint from it after the renewal is due. Ms since the epoch; undefined if unknown.
 */
export function renewalTimeOf(
  { nextMints, requestedRenewal }: Pick<IntegrationStatus, 'nextMints' | 'requestedRenewal'>,
  { name, renewsFrom }: Pick<CredentialStatus, 'name' | 'renewsFrom'>,
): number | undefined {
  const nextMint = nextMints.find(({ credential }) => credential === name)?.at;
  if (requestedRenewal === name) return nextMint;
  if (renewsFrom === undefined || nextMint === undefined) return renewsFrom;
  return Math.max(renewsFrom, nextMint);
}

function credentialRenewal(
  status: IntegrationStatus,
  credential: CredentialStatus,
  now: number,
): readonly string[] {
  const { name, renewsItself, renewalObstacle } = credential;
  if (renewalObstacle !== undefined)
    return [`${name} not renewed: ${obstacles[renewalObstacle](credential)}`];
  const isRequested = status.requestedRenewal === name;
  if (!renewsItself && !isRequested) return [];
  const at = renewalTimeOf(status, credential);
  const when = at === undefined ? 'by itself' : aboutFromNow(at, now);
  return [`${name} ${when}${isRequested ? ', as requested' : ''}`];
}

/** `in about 24 days`. */
function aboutFromNow(at: number, now: number): string {
  return at >= now ? `in about ${duration(at - now)}` : fromNow(at, now);
}

type Obstacle = NonNullable<CredentialStatus['renewalObstacle']>;

const obstacles: Readonly<Record<Obstacle, (credential: CredentialStatus) => string>> = {
  OAuthClient: () => 'Alation does not renew OAuth clients',
  NotActive: ({ state }) => (state === 'unchecked' ? 'the rotator has not minted from it' : `it is ${state}`),
  NoReserve: () => 'no other credential is active',
  Contested: () => 'the integration is contested',
};

/** How a renewal ended, as the end of a sentence about the refresh token. */
function outcomeText({ phase, code }: NonNullable<IntegrationStatus['renewal']>): string {
  return phase === 'harmful' ? `renewed, and ${harmText(code)},` : outcomes[phase];
}

const outcomes: Readonly<Record<Exclude<RenewalPhase, 'harmful'>, string>> = {
  intended: 'is being renewed, began',
  doubtful: 'outcome not known yet, began',
  renewed: 'renewed',
  failed: 'not renewed, failed',
  unavailable: 'not renewed, Alation does not offer it, tried',
  lost: 'lost',
};
