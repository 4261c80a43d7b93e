import { formatInstant, formatTagFields, parseInstant, parseTagFields } from './tag-fields.ts';

/**
 * The progress or the result of the last renewal of a refresh token.
 *
 * - `intended`: the call to Alation follows, or the rotator stopped during the call
 * - `doubtful`: Alation's response was lost, so Alation may have revoked the refresh token
 * - `renewed`: the new refresh token is stored
 * - `failed`: the refresh token is unchanged
 * - `unavailable`: this Alation does not offer the renewal
 * - `lost`: the refresh token is revoked and the new refresh token is unknown
 * - `harmful`: the renewal revoked other tokens, or did not extend the lifetime, so no integration of the same Alation renews
 */
export type RenewalPhase = (typeof PHASES)[number];

const PHASES = ['intended', 'doubtful', 'renewed', 'failed', 'unavailable', 'lost', 'harmful'] as const;

/** The last renewal of an integration, without any secret. */
export interface RenewalState {
  readonly phase: RenewalPhase;
  /** Name of the credential. */
  readonly credential: string;
  /** `credentialFingerprint` of the refresh token before the renewal. */
  readonly fingerprint: string;
  /** VersionId of the document with the new refresh token. */
  readonly versionId: string;
  /** When the renewal began, ms since the epoch. */
  readonly at: number;
  /** How many times since then the rotator verified the old refresh token without finding the outcome. */
  readonly checks: number;
  /** Failure code, or why the renewal was harmful. */
  readonly code: string | undefined;
  /** Whether other tokens were verified after a renewal at the same host, and all of them were active. */
  readonly isProven: boolean;
}

/** Reads the tag of a renewal; undefined if it is missing or malformed. */
export function parseRenewal(value: string | undefined): RenewalState | undefined {
  const { state, credential, secret, to, at, checks = '0', code, proven } = parseTagFields(value);
  const phase = PHASES.find((known) => known === state);
  const since = parseInstant(at);
  if (phase === undefined || credential === undefined || secret === undefined || to === undefined)
    return undefined;
  if (since === undefined || !/^\d{1,3}$/.test(checks)) return undefined;
  return {
    phase,
    credential,
    fingerprint: secret,
    versionId: to,
    at: since,
    checks: Number(checks),
    code,
    isProven: proven === 'yes',
  };
}

/** Writes the tag of a renewal; empty if there was none. */
export function formatRenewal(renewal: RenewalState | undefined): string {
  if (renewal === undefined) return '';
  return formatTagFields({
    state: renewal.phase,
    credential: renewal.credential,
    secret: renewal.fingerprint,
    to: renewal.versionId,
    at: formatInstant(renewal.at),
    checks: renewal.checks === 0 ? undefined : String(renewal.checks),
    code: renewal.code,
    proven: renewal.isProven ? 'yes' : undefined,
  });
}
