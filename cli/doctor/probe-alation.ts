import type { MintedAccessToken } from '../../functions/integration/access-token.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import type { Clock } from '../../functions/integration/ports.ts';
import { alationFailure } from '../alation/alation-failure.ts';
import type { Alation } from '../alation/alation.ts';
import { callAsConsumer, callFinding } from './call-as-consumer.ts';
import { checkAccessTokenLifetime, checkRefreshTokenLifetime } from './check-lifetimes.ts';
import { cleanUp } from './clean-up.ts';
import { failure, type Finding } from './finding.ts';
import { probeInstance } from './probe-instance.ts';
import { supersessionFinding } from './supersession.ts';

/** Input and dependencies of `probeAlation`. */
export interface AlationProbeOptions {
  readonly alation: Alation;
  readonly clock: Clock;
  readonly baseUrl: string;
  /** A test credential: its access tokens become inactive. */
  readonly credential: Credential;
  /** Ms between two sweeps of the deployed rotator; undefined if it was not read. */
  readonly deployedIntervalMs: number | undefined;
}

/** Result of a probe. */
export interface AlationProbe {
  readonly findings: readonly Finding[];
  /**
   * Whether minting makes the previous access token inactive; undefined after an error, and if the first access token was
   * inactive before the second mint.
   */
  readonly supersedes: boolean | undefined;
  /** HTTP status of a call with a superseded access token; undefined unless `supersedes` is true. */
  readonly supersededStatus: number | undefined;
}

/**
 * Probes reachability, clock and lifetimes of an instance with a test credential. It also finds out whether minting
 * makes the previous access token inactive, and how Alation then answers a call with that access token. It revokes the
 * access tokens that it mints, even after a failure. The credential itself is not changed.
 *
 * @throws CliError if Alation cannot be reached or mints nothing
 */
export async function probeAlation(options: AlationProbeOptions): Promise<AlationProbe> {
  const { alation, baseUrl, credential } = options;
  const reached = await probeInstance(alation, baseUrl);
  const first = await mint(options);
  const { last, findings, ...probed } = await probeMinting(options, first).catch((error: unknown) => ({
    findings: [failure('Alation', 'Probe', error)],
    supersedes: undefined,
    supersededStatus: undefined,
    last: first,
  }));
  const revoking = await cleanUp(alation, baseUrl, credential, () => isActive(options, last));
  return { ...probed, findings: [...reached, ...findings, revoking] };
}

/** Verifies the first access token before and after a second mint, and then calls Alation with it. */
async function probeMinting(
  options: AlationProbeOptions,
  first: MintedAccessToken,
): Promise<AlationProbe & { readonly last: MintedAccessToken }> {
  const { alation, baseUrl, credential, deployedIntervalMs } = options;
  const wasActive = await isActive(options, first);
  const last = await mint(options);
  const staysActive = await isActive(options, first);
  const status = await request(
    'A call with an access token got no response',
    callAsConsumer(alation, baseUrl, first),
  );
  const supersedes = wasActive ? !staysActive : undefined;
  return {
    findings: [
      checkAccessTokenLifetime(credential, first, deployedIntervalMs),
      ...(await refreshTokenLifetime(options)),
      supersessionFinding(supersedes),
      ...(wasActive ? [callFinding(status, staysActive)] : []),
    ],
    supersedes,
    supersededStatus: supersedes === true ? status : undefined,
    last,
  };
}

async function refreshTokenLifetime(options: AlationProbeOptions): Promise<readonly Finding[]> {
  const { alation, clock, baseUrl, credential } = options;
  if (credential.kind !== 'refresh-token') return [];
  const inspection = await request(
    'The command could not check the refresh token',
    alation.endpoints.inspect(baseUrl, credential),
  );
  const expiresAt = inspection.state === 'active' ? inspection.expiresAt : undefined;
  return [checkRefreshTokenLifetime(expiresAt, clock.now())];
}

function mint({ alation, baseUrl, credential }: AlationProbeOptions): Promise<MintedAccessToken> {
  return request('The command could not mint an access token', alation.endpoints.mint(baseUrl, credential));
}

async function isActive(
  { alation, baseUrl, credential }: AlationProbeOptions,
  { accessToken, tokenType }: MintedAccessToken,
): Promise<boolean> {
  const userId = credential.kind === 'refresh-token' ? credential.userId : undefined;
  const verification = alation.endpoints.verify(baseUrl, { accessToken, tokenType, userId }, credential);
  return (await request('The command could not verify an access token', verification)) === 'active';
}

async function request<T>(what: string, response: Promise<T>): Promise<T> {
  try {
    return await response;
  } catch (error) {
    throw alationFailure(what, error, 'Try again in a moment');
  }
}
