import { createHash } from 'node:crypto';
import { SecretRole, Tag } from '../../functions/contract.ts';
import type {
  Clock,
  CredentialsStore,
  ListedIntegration,
  SecretStore,
  SecretValue,
} from '../../functions/integration/ports.ts';
import { RotationError } from '../../functions/integration/rotation-error.ts';
import { DAY_MS, SECOND_MS } from '../../functions/time.ts';

/** The actions of operators, consumers and tests in Secrets Manager. */
export interface OperatedStore {
  /** Adds both secrets without a value, as a deployment does. */
  addIntegration(integration: string, owner?: string): void;
  /** Stores credentials as an operator does: a document, a text, or undefined for binary. Returns the VersionId. */
  putCredentials(integration: string, value: object | string | undefined): string;
  /** Stores a value in the access-token secret, as an operator does. Returns the VersionId. */
  putForeignAccessToken(integration: string, text: string | undefined): string;
  /** Moves AWSCURRENT of the access-token secret to an older version. */
  rollBackAccessToken(integration: string, versionId: string): void;
  /** The credentials under AWSCURRENT; undefined before the first. */
  currentCredentials(integration: string): SecretValue | undefined;
  /** The value that a consumer reads; undefined before the first. */
  currentAccessToken(integration: string): SecretValue | undefined;
  /** VersionIds of the access-token secret, oldest first. */
  accessTokenVersions(integration: string): readonly string[];
  /** Number of versions of the access-token secret that are younger than a day. */
  versionsOfLastDay(integration: string): number;
  tagsOf(integration: string): Readonly<Record<string, string>>;
  setTag(integration: string, key: string, value: string): void;
  /** Deletes every tag except `OPERATORS_TAGS`. */
  loseTags(integration: string): void;
}

/** A `SecretStore` and a `CredentialsStore` in memory. */
export interface InMemoryStore extends SecretStore, CredentialsStore, OperatedStore {
  deleteIntegration(integration: string): void;
}

interface Secret {
  readonly versions: Map<string, SecretValue>;
  current: string | undefined;
  pending?: string | undefined;
  /** The moves of AWSCURRENT that a stale read might not show yet, the newest last. */
  moves: readonly { readonly since: number; readonly from: string | undefined }[];
}

interface Integration {
  readonly credentials: Secret;
  readonly accessToken: Secret;
  tags: Readonly<Record<string, string>>;
}

/** The state of an integration since an instant, as a listing shows it. */
interface Snapshot {
  readonly since: number;
  readonly listed: ListedIntegration | undefined;
}

/** Limits and delays of a store in memory. */
export interface StoreBehaviour {
  /** Maximum number of integrations in a page of a listing. */
  readonly pageSize: number;
  /** Age in ms of the state that one description or one read shows, at most `MAX_STALENESS_MS`. */
  readonly staleness: () => number;
}

/** The longest time in ms that a read or a description may lag behind a write. AWS states no number. */
export const MAX_STALENESS_MS = 3 * SECOND_MS;
const PAGE_SIZE = 100;
/** Secrets Manager accepts at most this many versions of a secret that are younger than a day. */
const YOUNG_VERSIONS = 100;
/** The tags that `loseTags` keeps. An operator or the stack sets them. */
export const OPERATORS_TAGS: ReadonlySet<string> = new Set([
  Tag.role,
  Tag.integration,
  Tag.owner,
  Tag.paused,
  Tag.renews,
]);

/**
 * Secrets Manager as far as the port shows it: versions, AWSCURRENT, ClientRequestToken as compare-and-set, tags, and
 * a listing that may lag behind.
 *
 * @param listingLagMs maximum age of the state in a listing, in ms (AWS: five minutes)
 * @param lagNow age of the state of one integration in this listing, at most `listingLagMs`
 * @param behaviour the default has no stale reads
 */
export function inMemoryStore(
  clock: Pick<Clock, 'now'>,
  listingLagMs = 0,
  lagNow: () => number = () => listingLagMs,
  { pageSize, staleness }: StoreBehaviour = { pageSize: PAGE_SIZE, staleness: () => 0 },
): InMemoryStore {
  const integrations = new Map<string, Integration>();
  const history = new Map<string, Snapshot[]>();
  let stored = 0;

  const integrationNamed = (name: string): Integration => {
    const found = integrations.get(name);
    if (found === undefined) throw new RotationError('SecretMissing', `${name} has no secrets`);
    return found;
  };
  const describe = (name: string): ListedIntegration | undefined => {
    const found = integrations.get(name);
    return found && { integration: name, credentialsVersionId: found.credentials.current, tags: found.tags };
  };
  const recordChange = (name: string) => {
    const snapshots = history.get(name) ?? [];
    history.set(name, snapshots);
    // Deletes snapshots that no listing can show any more, so that years can be simulated.
    const oldestShown = clock.now() - Math.max(listingLagMs, MAX_STALENESS_MS);
    while ((snapshots[1]?.since ?? Infinity) <= oldestShown) snapshots.shift();
    snapshots.push({ since: clock.now(), listed: describe(name) });
  };
  const shownWith = (name: string, lagMs: number): ListedIntegration | undefined => {
    const shownAt = clock.now() - lagMs;
    return history.get(name)?.findLast(({ since }) => since <= shownAt)?.listed;
  };

  const put = (secret: Secret, text: string | undefined, versionId: string) => {
    secret.versions.set(versionId, { versionId, text, createdAt: clock.now() });
    move(secret, versionId);
  };
  const move = (secret: Secret, versionId: string) => {
    const since = clock.now();
    secret.moves = [
      ...secret.moves.filter((one) => one.since > since - MAX_STALENESS_MS),
      { since, from: secret.current },
    ];
    secret.current = versionId;
  };
  const read = (secret: Secret): SecretValue | undefined => {
    const shownAt = clock.now() - staleness();
    const hidden = secret.moves.find(({ since }) => since > shownAt);
    return hidden === undefined ? valueOf(secret) : secret.versions.get(hidden.from ?? '');
  };
  const youngVersions = (secret: Secret) =>
    [...secret.versions.values()].filter(({ createdAt }) => createdAt > clock.now() - DAY_MS).length;
  const nextVersionId = () => createHash('sha256').update(`version ${stored++}`).digest('hex').slice(0, 36);

  return {
    async *listIntegrations() {
      const listed = [...history.keys()]
        .map((name) => shownWith(name, lagNow()))
        .filter((one) => one !== undefined);
      for (let from = 0; from < listed.length; from += pageSize) yield listed.slice(from, from + pageSize);
    },
    async describeIntegration(name) {
      const lagMs = staleness();
      return lagMs === 0 ? describe(name) : shownWith(name, lagMs);
    },
    async readSecrets(name) {
      const { credentials, accessToken } = integrationNamed(name);
      return { credentials: read(credentials), accessToken: read(accessToken) };
    },
    async putAccessToken(name, document, versionId) {
      const { accessToken } = integrationNamed(name);
      const existing = accessToken.versions.get(versionId);
      if (existing !== undefined) return existing.text === document.reveal() ? 'stored' : 'conflict';
      if (youngVersions(accessToken) >= YOUNG_VERSIONS)
        throw new RotationError('PublishFailed', `${name} has too many versions`);
      put(accessToken, document.reveal(), versionId);
      return 'stored';
    },
    versionTimes: async (name) =>
      [...integrationNamed(name).accessToken.versions.values()].map(({ createdAt }) => createdAt),
    async writeTags(name, tags) {
      const integration = integrationNamed(name);
      integration.tags = { ...integration.tags, ...tags };
      recordChange(name);
    },

    async putPending(name, document, versionId) {
      const { credentials } = integrationNamed(name);
      const existing = credentials.versions.get(versionId);
      if (existing !== undefined) return existing.text === document.reveal() ? 'stored' : 'conflict';
      credentials.versions.set(versionId, { versionId, text: document.reveal(), createdAt: clock.now() });
      credentials.pending = versionId;
      return 'stored';
    },
    async readPending(name) {
      const { versions, pending = '' } = integrationNamed(name).credentials;
      return versions.get(pending);
    },
    readCurrent: async (name) => read(integrationNamed(name).credentials),
    async moveCurrent(name, from, to) {
      const { credentials } = integrationNamed(name);
      if (credentials.current !== from) return 'refused';
      move(credentials, to);
      recordChange(name);
      return 'moved';
    },

    addIntegration(name, owner) {
      const tags = { [Tag.role]: SecretRole.credentials, [Tag.integration]: name };
      integrations.set(name, {
        credentials: { versions: new Map(), current: undefined, moves: [] },
        accessToken: { versions: new Map(), current: undefined, moves: [] },
        tags: owner === undefined ? tags : { ...tags, [Tag.owner]: owner },
      });
      recordChange(name);
    },
    putCredentials(name, value) {
      const versionId = nextVersionId();
      put(
        integrationNamed(name).credentials,
        typeof value === 'object' ? JSON.stringify(value) : value,
        versionId,
      );
      recordChange(name);
      return versionId;
    },
    putForeignAccessToken(name, text) {
      const versionId = nextVersionId();
      put(integrationNamed(name).accessToken, text, versionId);
      return versionId;
    },
    rollBackAccessToken(name, versionId) {
      const { accessToken } = integrationNamed(name);
      if (!accessToken.versions.has(versionId)) throw new RangeError(`no version ${versionId}`);
      move(accessToken, versionId);
    },
    currentCredentials: (name) => valueOf(integrationNamed(name).credentials),
    currentAccessToken: (name) => valueOf(integrationNamed(name).accessToken),
    accessTokenVersions: (name) => [...integrationNamed(name).accessToken.versions.keys()],
    versionsOfLastDay: (name) => youngVersions(integrationNamed(name).accessToken),
    tagsOf: (name) => integrationNamed(name).tags,
    setTag(name, key, value) {
      const integration = integrationNamed(name);
      integration.tags = { ...integration.tags, [key]: value };
      recordChange(name);
    },
    loseTags(name) {
      const integration = integrationNamed(name);
      integration.tags = Object.fromEntries(
        Object.entries(integration.tags).filter(([key]) => OPERATORS_TAGS.has(key)),
      );
      recordChange(name);
    },
    deleteIntegration(name) {
      integrations.delete(name);
      recordChange(name);
    },
  };
}

function valueOf({ versions, current }: Secret): SecretValue | undefined {
  return current === undefined ? undefined : versions.get(current);
}
