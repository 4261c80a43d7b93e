import { duration, instant, remainingLifetimeUntil } from '../../functions/warning/duration-text.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';

/** Context of a report or an error about a rotation. */
export interface ReportContext {
  readonly prefix: string;
  readonly integration: string;
  /** Ms since the epoch. */
  readonly now: number;
  /** Ms that the command waited at most. */
  readonly timeoutMs: number;
  /** Whether the command has just revoked the published access token. The tags do not show it. */
  readonly isRevoked?: boolean | undefined;
}

/** The published access token for `--json`; null if there is none. */
export function accessTokenJson({ accessToken }: IntegrationState): Readonly<Record<string, unknown>> | null {
  if (accessToken === undefined) return null;
  return {
    issuedAt: formatInstant(accessToken.issuedAt),
    expiresAt: formatInstant(accessToken.expiresAt),
    credential: accessToken.credential,
    verified: accessToken.verified,
  };
}

/** The age of the published access token: `7 min`. */
export function ageText({ accessToken }: IntegrationState, now: number): string {
  return duration(now - (accessToken?.issuedAt ?? now));
}

/** The headline of a request that the published access token fulfils. */
export function keptText(state: IntegrationState, integration: string, now: number): string {
  return `Not rotated: the published access token of ${integration} is ${ageText(state, now)} old and active`;
}

/** The published access token, as the text after the label "Access token". */
export function accessTokenText({ accessToken, status }: IntegrationState, now: number): string {
  if (accessToken === undefined) return 'none is published';
  const { expiresAt, credential, verified } = accessToken;
  if (now >= expiresAt) return `expired ${instant(expiresAt)}`;
  const hasFailed = status !== undefined && status.state !== 'fresh';
  // Unverified after a failure: a mint may have revoked the access token, or Alation verified nothing before the publication.
  const [known, doubt] = hasFailed
    ? ['active when last verified', 'perhaps inactive, not verified since the last attempt']
    : ['active', 'not verified yet'];
  return `${verified ? known : doubt}, ${expiryText(expiresAt, credential, now)}`;
}

/** `expires 2026-11-25 08:00 UTC (in 23 h), minted from "tableau-a"`. */
export function expiryText(expiresAt: number, credential: string, now: number): string {
  return `expires ${instant(expiresAt)} (in ${duration(expiresAt - now)}), minted from "${credential}"`;
}

/** An access token that was just published. Its tags might not be visible yet. */
export function publishedText(state: IntegrationState, now: number): string {
  return state.accessToken === undefined
    ? 'published; the command "status" shows it in a moment'
    : accessTokenText(state, now);
}

/** The remaining lifetime of a credential: `59 days left, until 2027-01-23 08:00 UTC`. */
export function remainingLifetimeText(expiresAt: number | undefined, now: number): string {
  return expiresAt === undefined ? 'does not expire' : remainingLifetimeUntil(expiresAt, now);
}
