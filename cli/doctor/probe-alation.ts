import type { MintedAccessToken } from '../../functions/integration/access-token.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import type { Clock } from '../../functions/integration/ports.ts';
import { alationFailure } from '../alation/alation-failure.ts';
import type { Alation } from '../alation/alation.ts';
import { callAsConsumer, callFinding } from './call-as-consumer.ts';
import { checkAccessTokenLife, checkRefreshTokenLife } from './check-lifetimes.ts';
import { cleanUp } from './clean-up.ts';
import { failure, type Finding } from './finding.ts';
import { probeInstance } from './probe-instance.ts';
import { supersessionFinding } from './supersession.ts';

/** What a probe is made with. */
export interface AlationProbeOptions {
  readonly alation: Alation;
  readonly clock: Clock;
  readonly baseUrl: string;
  /** A throw-away credential: it loses its access tokens. */
  readonly credential: Credential;
  /** Between two ticks of the deployed rotator, ms; undefined where nobody could look. */
  readonly deployedIntervalMs: number | undefined;
}

/** What a probe of an instance found out. */
export interface AlationProbe {
  readonly findings: readonly Finding[];
  /** Whether minting killed the access token minted before; undefined when it could not be found out. */
  readonly supersedes: boolean | undefined;
  /** Status that a call with a superseded access token was answered with; undefined when there was none. */
  readonly supersededStatus: number | undefined;
}

/**
 * Probes an instance with a throw-away credential: reachability, clock, lifetimes, whether minting kills the access
 * token minted before, and what a call with that one is answered with. What it mints it revokes again, also when it
 * breaks off. The credential itself stays as it is.
 *
 * @throws CliError when Alation is not reached or mints nothing
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
  const revoking = await cleanUp(alation, baseUrl, credential, () => isAlive(options, last));
  return { ...probed, findings: [...reached, ...findings, revoking] };
}

/** Mints once more, and looks what becomes of the first one. */
async function probeMinting(
  options: AlationProbeOptions,
  first: MintedAccessToken,
): Promise<AlationProbe & { readonly last: MintedAccessToken }> {
  const { alation, baseUrl, credential, deployedIntervalMs } = options;
  const wasAlive = await isAlive(options, first);
  const last = await mint(options);
  const staysAlive = await isAlive(options, first);
  const status = await ask(
    'A call with an access token got no answer',
    callAsConsumer(alation, baseUrl, first),
  );
  const supersedes = wasAlive ? !staysAlive : undefined;
  return {
    findings: [
      checkAccessTokenLife(credential, first, deployedIntervalMs),
      ...(await refreshTokenLife(options)),
      supersessionFinding(supersedes),
      ...(wasAlive ? [callFinding(status, staysAlive)] : []),
    ],
    supersedes,
    supersededStatus: supersedes === true ? status : undefined,
    last,
  };
}

async function refreshTokenLife(options: AlationProbeOptions): Promise<readonly Finding[]> {
  const { alation, clock, baseUrl, credential } = options;
  if (credential.kind !== 'refresh-token') return [];
  const inspection = await ask(
    'The refresh token could not be asked about',
    alation.endpoints.inspect(baseUrl, credential),
  );
  const expiresAt = inspection.state === 'active' ? inspection.expiresAt : undefined;
  return [checkRefreshTokenLife(expiresAt, clock.now())];
}

function mint({ alation, baseUrl, credential }: AlationProbeOptions): Promise<MintedAccessToken> {
  return ask('No access token could be minted', alation.endpoints.mint(baseUrl, credential));
}

async function isAlive(
  { alation, baseUrl, credential }: AlationProbeOptions,
  { accessToken, tokenType }: MintedAccessToken,
): Promise<boolean> {
  const userId = credential.kind === 'refresh-token' ? credential.userId : undefined;
  const question = alation.endpoints.verify(baseUrl, { accessToken, tokenType, userId }, credential);
  return (await ask('An access token could not be verified', question)) === 'active';
}

async function ask<T>(what: string, request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (error) {
    throw alationFailure(what, error, 'Try again in a moment');
  }
}
