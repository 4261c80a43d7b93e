import { daysLeft } from '../../functions/expiry/warning-stage.ts';
import { measureSkew } from '../../functions/alation/lifetime.ts';
import type { MintedAccessToken } from '../../functions/rotation/access-token.ts';
import type { Credential } from '../../functions/rotation/credential.ts';
import { defaultPolicy } from '../../functions/rotation/policy.ts';
import type { Clock } from '../../functions/rotation/ports.ts';
import { isTooShortLived } from '../../functions/rotation/renewal-time.ts';
import { RotationError } from '../../functions/rotation/rotation-error.ts';
import type { Alation } from '../alation/alation.ts';
import { alationFailure } from '../alation/alation-failure.ts';
import { revokeAccessTokens } from '../alation/revoke-access-tokens.ts';
import { days, duration, instant } from '../words/time-words.ts';
import { finding, type Finding } from './finding.ts';

const AGAIN = 'Try again in a moment';

/** What a probe of an instance found out. */
export interface AlationProbe {
  readonly findings: readonly Finding[];
  /** Whether minting killed the access token minted before; undefined when it could not be found out. */
  readonly supersedes: boolean | undefined;
}

/**
 * Probes an instance with a throw-away credential: reachability, clock, lifetimes, and whether minting kills the access
 * token minted before. What it mints it revokes again.
 *
 * @throws CliError when Alation does not answer or refuses the credential
 */
export async function probeAlation(
  alation: Alation,
  clock: Clock,
  baseUrl: string,
  credential: Credential,
): Promise<AlationProbe> {
  const found: Finding[] = [...(await probeInstance(alation, baseUrl))];
  const { endpoints } = alation;
  const mint = () => ask('No access token could be minted', endpoints.mint(baseUrl, credential));
  const isAlive = async ({ accessToken, tokenType }: MintedAccessToken) => {
    const userId = credential.kind === 'refresh-token' ? credential.userId : undefined;
    const question = endpoints.verify(baseUrl, { accessToken, tokenType, userId }, credential);
    return (await ask('An access token could not be verified', question)) === 'alive';
  };

  const first = await mint();
  const firstWasAlive = await isAlive(first);
  const second = await mint();
  const firstIsAlive = await isAlive(first);
  found.push(...lifetimes(first));
  if (credential.kind === 'refresh-token') {
    const inspection = await ask(
      'The refresh token could not be asked about',
      endpoints.inspect(baseUrl, credential),
    );
    found.push(
      refreshTokenLife(inspection.state === 'active' ? inspection.expiresAt : undefined, clock.now()),
    );
  }
  const supersedes = firstWasAlive ? !firstIsAlive : undefined;
  found.push(supersession(supersedes));
  found.push(await cleanUp(alation, baseUrl, credential, () => isAlive(second)));
  return { findings: found, supersedes };
}

async function ask<T>(what: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw alationFailure(what, error, AGAIN);
  }
}

async function probeInstance({ http, timeoutMs }: Alation, baseUrl: string): Promise<readonly Finding[]> {
  const { host } = new URL(baseUrl);
  const startedAt = performance.now();
  try {
    const answer = await http(
      { baseUrl, method: 'GET', path: '/full_version', mints: false },
      AbortSignal.timeout(timeoutMs),
    );
    const took = Math.round(performance.now() - startedAt);
    const skew = measureSkew(answer.headers, answer.receivedAt);
    return [
      finding('Alation', 'Reachable', 'ok', `${host} answered in ${took} ms`),
      skew === 0
        ? finding('Alation', 'Clock', 'ok', 'agrees with the one of this machine')
        : finding(
            'Alation',
            'Clock',
            'warning',
            `${duration(Math.abs(skew))} ${skew > 0 ? 'ahead of' : 'behind'} the one of this machine`,
            'The rotator measures and corrects this; find out which clock is wrong',
          ),
    ];
  } catch (error) {
    throw alationFailure(`${host} cannot be reached`, error, AGAIN);
  }
}

function lifetimes(accessToken: MintedAccessToken): readonly Finding[] {
  const { issuedAt, expiresAt, expirySource } = accessToken;
  const life = duration(expiresAt - issuedAt);
  if (expirySource === 'assumed') {
    return [
      finding(
        'Alation',
        'Access tokens',
        'warning',
        `Alation does not tell how long they live; ${life} are assumed`,
      ),
    ];
  }
  if (!isTooShortLived(accessToken, defaultPolicy)) {
    return [finding('Alation', 'Access tokens', 'ok', `live ${life}`)];
  }
  return [
    finding(
      'Alation',
      'Access tokens',
      'problem',
      `live ${life}, too short for a tick every 15 minutes`,
      'Have their life raised in Alation, or lower rotationIntervalMinutes in cdk.json and deploy',
    ),
  ];
}

function refreshTokenLife(expiresAt: number | undefined, now: number): Finding {
  if (expiresAt === undefined) {
    return finding('Alation', 'Refresh token', 'warning', 'Alation does not tell when it expires');
  }
  return finding(
    'Alation',
    'Refresh token',
    'ok',
    `${days(daysLeft(expiresAt, now))} left, until ${instant(expiresAt)}`,
  );
}

function supersession(supersedes: boolean | undefined): Finding {
  if (supersedes === undefined) {
    return finding(
      'Alation',
      'Minting',
      'problem',
      'a fresh access token was dead at once: somebody else mints from this credential',
      'Use a credential that nobody else uses',
    );
  }
  return supersedes
    ? finding('Alation', 'Minting', 'ok', 'kills the access token minted before from the same credential')
    : finding('Alation', 'Minting', 'ok', 'leaves the access token minted before alive: they coexist');
}

/** What was minted is revoked, which shows on the way whether `revoke` would work. */
async function cleanUp(
  alation: Alation,
  baseUrl: string,
  credential: Credential,
  isAlive: () => Promise<boolean>,
): Promise<Finding> {
  try {
    const revocation = await revokeAccessTokens(alation, baseUrl, credential);
    if (revocation === 'revoked' && !(await isAlive())) {
      return finding('Alation', 'Revoking', 'ok', 'kills access tokens at once');
    }
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
  return finding(
    'Alation',
    'Revoking',
    'warning',
    'what was minted here could not be revoked and lives until it expires',
    'Revoke the throw-away credential in Alation',
  );
}

/** What the answer to the probe means for one credential and for two. */
export function meaningOf(supersedes: boolean | undefined): readonly string[] {
  if (supersedes === undefined) return [];
  const two =
    'Two credentials: rotation alternates, so every access token read from Secrets Manager is good for at least half ' +
    'of its life, and losing one credential leaves time.';
  return supersedes
    ? [
        'One credential: each rotation kills the access token that consumers hold, a moment before the new one is ' +
          'published. They must read the secret again and try once more on 401 or 403.',
        two,
      ]
    : [
        'One credential: the access token that consumers hold lives on after a rotation, on this version of Alation. ' +
          'Do not build on it: OAuth clients and other versions differ.',
        two,
      ];
}
