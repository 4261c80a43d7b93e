import { MAX_CREDENTIALS, Tag } from '../contract.ts';
import { formatContest, parseContest, shownState } from './contest.ts';
import type {
  AccessTokenState,
  CredentialState,
  IntegrationState,
  RequestAnswer,
  RotationState,
} from './integration-state.ts';
import type { Tags } from './ports.ts';
import { formatOutcomeCounts, parseOutcomeCounts } from './outcome-counts.ts';
import { parseRenewalRequest } from './renewal-request.ts';
import { formatRenewal, parseRenewal } from './renewal-state.ts';
import { formatInstant, formatTagFields, parseInstant, parseTagFields } from './tag-fields.ts';
import type { TagFields } from './tag-fields.ts';
import type { VersionCount } from './version-count.ts';

/** Version of the state tags. A contributor raises it when a field changes its meaning, not for a new field. */
const SCHEMA_VERSION = '1';

/**
 * Reads the state from tags. Missing or malformed tags count as unknown: the next sweep builds them again. Unknown fields
 * are ignored, so that a rolled-back deployment can read the tags of a later deployment. Some values may be
 * impossible: `readIntegrationState` reads only values that can be true.
 */
export function parseIntegrationState(tags: Tags): IntegrationState {
  const status = parseTagFields(tags[Tag.status]);
  const minters = parseMinters(tags);
  return {
    paused: tags[Tag.paused] === 'true',
    owner: tags[Tag.owner] || undefined,
    baseUrl: tags[Tag.baseUrl] || undefined,
    status: parseStatus(status),
    accessToken: parseAccessToken(tags[Tag.accessToken]),
    acceptedVersion: tags[Tag.acceptedVersion] || undefined,
    backoff: parseBackoff(tags[Tag.backoff]),
    credentials: credentialTags
      .map((tag, index) => parseCredential(tags[tag], minters[index]))
      .filter((credential) => credential !== undefined),
    answer: parseAnswer(status),
    checked: status['asked'],
    ...(tags[Tag.renews] === 'true' ? { renews: true } : {}),
    renewal: parseRenewal(tags[Tag.renewal]),
    renewalRequest: parseRenewalRequest(tags),
    outcomes: parseOutcomeCounts(tags[Tag.outcomes]),
    contest: parseContest(tags),
  };
}

/**
 * The tags that differ between `state` and `current`, so that an unchanged state causes no call. The tags that the
 * deployment and operators own, such as `owner` and `paused`, are never among them.
 */
export function changedTags(state: IntegrationState, current: Tags): Tags {
  const wanted: Record<string, string> = {
    [Tag.baseUrl]: state.baseUrl ?? '',
    [Tag.status]: formatStatus(state),
    [Tag.accessToken]: formatAccessToken(state.accessToken),
    [Tag.acceptedVersion]: state.acceptedVersion ?? '',
    [Tag.backoff]: formatBackoff(state.backoff),
    [Tag.renewal]: formatRenewal(state.renewal),
    [Tag.contested]: formatContest(state.contest),
    [Tag.minters]: formatMinters(state),
    [Tag.outcomes]: formatOutcomeCounts(state.outcomes),
  };
  for (const [index, tag] of credentialTags.entries()) {
    wanted[tag] = formatCredential(state.credentials[index]);
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => (current[key] ?? '') !== value));
}

/** The tags of the credentials, in their order. */
const credentialTags = Array.from(
  { length: MAX_CREDENTIALS },
  (_, index) => `${Tag.credentialPrefix}${index + 1}`,
);

const states: ReadonlySet<string | undefined> = new Set<RotationState>([
  'fresh',
  'retrying',
  'failing',
  'rejected',
]);

function isRotationState(text: string | undefined): text is RotationState {
  return states.has(text);
}

function parseStatus({ state: shown, code, since }: TagFields): IntegrationState['status'] {
  // `contested` is stored in place of `fresh`, for people: the contest has its own tag. Earlier versions read it as unknown.
  const state = shown === 'contested' ? 'fresh' : shown;
  const sinceMs = parseInstant(since);
  if (!isRotationState(state) || sinceMs === undefined) return undefined;
  return { state, code, since: sinceMs };
}

function parseAnswer({ answered, answer }: TagFields): RequestAnswer | undefined {
  const at = parseInstant(answered);
  return at === undefined ? undefined : { at, code: answer };
}

function formatStatus(integrationState: IntegrationState): string {
  const { status, checked, answer } = integrationState;
  if (status === undefined) return '';
  return formatTagFields({
    state: status.state === 'fresh' ? shownState(integrationState) : status.state,
    code: status.code,
    since: formatInstant(status.since),
    schema: SCHEMA_VERSION,
    asked: checked,
    answered: answer && formatInstant(answer.at),
    answer: answer?.code,
  });
}

function parseAccessToken(value: string | undefined): AccessTokenState | undefined {
  const fields = parseTagFields(value);
  const { issued, expires, credential, verified, unanswered, first, secret, lifetime } = fields;
  const issuedAt = parseInstant(issued);
  const expiresAt = parseInstant(expires);
  if (issuedAt === undefined || expiresAt === undefined || credential === undefined) return undefined;
  return {
    issuedAt,
    expiresAt,
    credential,
    verified: verified === 'yes',
    ...(unanswered === 'yes' ? { unanswered: true } : {}),
    ...(first === 'yes' ? { isFirst: true } : {}),
    ...(lifetime === 'doubtful' ? { isLifetimeDoubtful: true } : {}),
    fingerprint: secret,
    versions: parseVersions(fields),
  };
}

function parseVersions({ versions = '', before = '', window }: TagFields): VersionCount | undefined {
  const day = parseInstant(window);
  const areCounts = [versions, before].every((count) => /^\d{1,4}$/.test(count));
  return day === undefined || !areCounts
    ? undefined
    : { day, today: Number(versions), before: Number(before) };
}

function formatAccessToken(accessToken: AccessTokenState | undefined): string {
  if (accessToken === undefined) return '';
  return formatTagFields({
    issued: formatInstant(accessToken.issuedAt),
    expires: formatInstant(accessToken.expiresAt),
    credential: accessToken.credential,
    verified: accessToken.verified ? 'yes' : 'no',
    unanswered: accessToken.unanswered === true ? 'yes' : undefined,
    first: accessToken.isFirst === true ? 'yes' : undefined,
    secret: accessToken.fingerprint,
    lifetime: accessToken.isLifetimeDoubtful === true ? 'doubtful' : undefined,
    versions: accessToken.versions && String(accessToken.versions.today),
    before: accessToken.versions && String(accessToken.versions.before),
    window: accessToken.versions && formatInstant(accessToken.versions.day).slice(0, 10),
  });
}

function parseBackoff(value: string | undefined): IntegrationState['backoff'] {
  const { version, attempts, next } = parseTagFields(value);
  const nextAttemptAt = parseInstant(next);
  if (version === undefined || attempts === undefined || nextAttemptAt === undefined) return undefined;
  if (!/^\d{1,6}$/.test(attempts)) return undefined;
  return { versionId: version, attempts: Number(attempts), nextAttemptAt };
}

function formatBackoff(backoff: IntegrationState['backoff']): string {
  if (backoff === undefined) return '';
  return formatTagFields({
    version: backoff.versionId,
    attempts: String(backoff.attempts),
    next: formatInstant(backoff.nextAttemptAt),
  });
}

function parseCredential(value: string | undefined, minter: string | undefined): CredentialState | undefined {
  const { name, kind, state, version, expires, source, stored, secret } = parseTagFields(value);
  if (name === undefined || version === undefined) return undefined;
  return {
    name,
    kind: kind === 'oauth-client' ? 'oauth-client' : 'refresh-token',
    state: state === 'active' || state === 'rejected' || state === 'forbidden' ? state : 'unchecked',
    versionId: version,
    expiresAt: parseInstant(expires),
    expirySource: source === 'reported' || source === 'estimated' ? source : undefined,
    storedAt: parseInstant(stored),
    fingerprint: secret,
    minter,
  };
}

/** The `minterId` of each credential, by its position; undefined where none is known. */
export function parseMinters(tags: Tags): readonly (string | undefined)[] {
  return (tags[Tag.minters] ?? '')
    .split(' ')
    .map((minter) => (/^[0-9a-f]{16}$/.test(minter) ? minter : undefined));
}

/** The minter ids have a tag of their own, because the tag of a credential has no room for another field. */
function formatMinters({ credentials }: IntegrationState): string {
  const minters = credentials.map(({ minter }) => minter);
  return minters.some((minter) => minter !== undefined)
    ? minters.map((minter) => minter ?? '-').join(' ')
    : '';
}

function formatCredential(credential: CredentialState | undefined): string {
  if (credential === undefined) return '';
  return formatTagFields({
    name: credential.name,
    kind: credential.kind,
    state: credential.state,
    version: credential.versionId,
    expires: credential.expiresAt === undefined ? undefined : formatInstant(credential.expiresAt),
    source: credential.expirySource,
    stored: credential.storedAt === undefined ? undefined : formatInstant(credential.storedAt),
    secret: credential.fingerprint,
  });
}
