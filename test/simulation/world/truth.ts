import { parseAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import type { OperatedAlation } from '../../support/in-memory-alation.ts';
import type { OperatedStore } from '../../support/in-memory-store.ts';
import type { IntegrationPlan } from '../scenario/scenario.ts';
import { taggedState } from './tagged-state.ts';

/** A credential as an operator stored it. */
export interface StoredCredential {
  readonly name: string;
  readonly kind: CredentialKind;
  /** The refresh token or client secret. */
  readonly secret: string;
  /** Expiry in ms since the epoch; undefined when it does not expire. */
  readonly expiresAt: number | undefined;
}

/** The value under AWSCURRENT of an access-token secret. */
export interface Published {
  readonly versionId: string;
  /** The access token; undefined when the rotator did not write the value. */
  readonly accessToken: string | undefined;
}

/** An access token that Alation minted. */
export interface Minted {
  readonly integration: string;
  readonly secret: string;
  readonly mintedAt: number;
  readonly expiresAt: number;
  /** Last time when consumers could read this access token: `Infinity` while they can, undefined if they never could. */
  readableUntil: number | undefined;
}

/** The real state of an integration, which the code under test must not read. */
export interface IntegrationTruth {
  readonly plan: IntegrationPlan;
  readonly name: string;
  /** Undefined without credentials, or if their document is malformed. */
  credentials: readonly StoredCredential[] | undefined;
  /** The last version of the credentials secret that an operator or a renewal stored. */
  credentialsVersionId: string | undefined;
  paused: boolean;
  published: Published | undefined;
  /** The first published value. */
  firstPublished: Published | undefined;
  /** Number of moves of AWSCURRENT of the access-token secret. */
  publications: number;
  /** `publications` when each version last became current, by VersionId. */
  readonly publicationsOf: Map<string, number>;
  /** End of the last disturbance that a sweep has to repair, ms since the epoch. */
  disturbedUntil: number;
}

/** The refresh token that a renewal returned: a new refresh token, or the same refresh token. */
export type Successor = Pick<StoredCredential, 'secret' | 'expiresAt'>;

/** The real state of everything. */
export interface Truth {
  readonly integrations: ReadonlyMap<string, IntegrationTruth>;
  readonly minted: ReadonlyMap<string, Minted>;
  /** The integration to which a credential belongs; empty if none is known. */
  ownerOf(secret: string): string;
  noteCredentials(name: string, stored: readonly StoredCredential[] | undefined, versionId: string): void;
  /** Alation replaced a refresh token, or extended it. */
  noteRegenerated(name: string, secret: string, successor: Successor): void;
  /** The refresh token that replaced this one; undefined if Alation did not replace it. */
  successorOf(secret: string): Successor | undefined;
  noteMint(accessToken: string, minted: Omit<Minted, 'readableUntil'>): void;
  /** Records a disturbance of every integration that holds this refresh token or OAuth client. */
  disturbHolders(secret: string, until: number): void;
  /**
   * Records a disturbance of every integration that holds this refresh token or OAuth client, or publishes an access
   * token of it.
   */
  disturbUsers(secret: string, until: number): void;
  /** Whether two texts are secrets of the same refresh token or OAuth client. */
  isSameGrant(one: string, other: string): boolean;
  /** The last access token minted from a credential. */
  lastMintedFrom(secret: string): string | undefined;
  /** Call it after AWSCURRENT of an access-token secret moved. */
  noteAccessTokenMoved(name: string): void;
  /** Number of moves of AWSCURRENT until a version last became current; 0 for no version. */
  publicationsUntil(name: string, versionId: string | undefined): number;
  /**
   * Records a disturbance that the code under test may need two sweeps to repair. If a probe must still find that the
   * published access token is inactive, the disturbance may affect that probe, and lasts until the next probe. If the
   * outcome of a renewal is not known, the disturbance lasts for `FIND_OUT_SWEEPS`.
   */
  disturb(name: string | undefined, until: number): void;
  /** Whether the published access token is active. */
  isServed(one: IntegrationTruth): boolean;
  /** Credentials that Alation accepts now. */
  usable(one: IntegrationTruth): readonly StoredCredential[];
  /** Whether the code under test can keep the access token of the integration active. */
  isRecoverable(one: IntegrationTruth): boolean;
}

/**
 * Number of sweeps from a renewal without a response to the mint from that refresh token. Before the mint the rotator
 * verifies the refresh token in three sweeps.
 */
export const FIND_OUT_SWEEPS = 5;

/** Tracks the real state of integrations. */
export function keepTruth(
  plans: readonly IntegrationPlan[],
  store: OperatedStore,
  alation: OperatedAlation,
  now: () => number,
  { probeIntervalMs, intervalMs }: Pick<RotationPolicy, 'probeIntervalMs' | 'intervalMs'>,
): Truth {
  const integrations = new Map<string, IntegrationTruth>(
    plans.map((plan) => [plan.name, initialTruth(plan)]),
  );
  const minted = new Map<string, Minted>();
  /** The last access token of each refresh token or OAuth client. */
  const lastMinted = new Map<object | undefined, string>();
  const owners = new Map<string, string>();
  const successors = new Map<string, Successor>();
  const named = (name: string): IntegrationTruth => {
    const found = integrations.get(name);
    if (found === undefined) throw new RangeError(`no integration ${name}`);
    return found;
  };
  const setReadable = (accessToken: string | undefined, until: number) => {
    const one = accessToken === undefined ? undefined : minted.get(accessToken);
    if (one !== undefined) one.readableUntil = until;
  };
  const usable: Truth['usable'] = (one) =>
    (one.credentials ?? []).filter(({ secret }) => alation.accepts(secret));

  const isServed: Truth['isServed'] = ({ published }) =>
    published?.accessToken !== undefined && alation.isActive(published.accessToken);
  /** Whether the published access token is inactive and the tags say that it is active. */
  const awaitsProbe = (one: IntegrationTruth): boolean => {
    if (one.published === undefined || isServed(one)) return false;
    const { accessToken, status, backoff } = taggedState(store, one.name);
    return (
      accessToken?.verified === true &&
      accessToken.expiresAt > now() &&
      status?.state === 'fresh' &&
      backoff === undefined
    );
  };

  const isRenewalOpen = ({ name }: IntegrationTruth): boolean => {
    const phase = taggedState(store, name).renewal?.phase;
    return phase === 'intended' || phase === 'doubtful';
  };

  const isSameGrant = (one: string, other: string) =>
    one === other || (alation.grantOf(one) !== undefined && alation.grantOf(one) === alation.grantOf(other));

  const holds = ({ credentials = [] }: IntegrationTruth, secret: string) =>
    credentials.some((stored) => isSameGrant(stored.secret, secret));
  const disturbWhere = (isHit: (one: IntegrationTruth) => boolean, until: number) => {
    for (const one of integrations.values()) {
      if (isHit(one)) one.disturbedUntil = Math.max(one.disturbedUntil, until);
    }
  };

  return {
    integrations,
    minted,
    ownerOf: (secret) => owners.get(secret) ?? '',
    noteCredentials(name, stored, versionId) {
      const one = named(name);
      one.credentials = stored;
      one.credentialsVersionId = versionId;
      for (const { secret } of stored ?? []) owners.set(secret, name);
    },
    noteRegenerated(name, secret, successor) {
      owners.set(successor.secret, name);
      if (successor.secret !== secret) successors.set(secret, successor);
      else {
        const one = named(name);
        one.credentials = one.credentials?.map((stored) =>
          stored.secret === secret ? Object.assign(stored, { expiresAt: successor.expiresAt }) : stored,
        );
      }
    },
    successorOf: (secret) => successors.get(secret),
    noteMint(accessToken, one) {
      minted.set(accessToken, { ...one, readableUntil: undefined });
      lastMinted.set(alation.grantOf(one.secret), accessToken);
    },
    lastMintedFrom: (secret) => lastMinted.get(alation.grantOf(secret)),
    isSameGrant,
    noteAccessTokenMoved(name) {
      const one = named(name);
      setReadable(one.published?.accessToken, now());
      const value = store.currentAccessToken(name);
      one.publications += 1;
      one.published = value && {
        versionId: value.versionId,
        accessToken: parseAccessTokenDocument(value)?.accessToken.reveal(),
      };
      one.firstPublished ??= one.published;
      if (value !== undefined) one.publicationsOf.set(value.versionId, one.publications);
      setReadable(one.published?.accessToken, Infinity);
    },
    publicationsUntil: (name, versionId) => named(name).publicationsOf.get(versionId ?? '') ?? 0,
    disturb(name, until) {
      for (const one of name === undefined ? integrations.values() : [named(name)]) {
        const probedUntil = awaitsProbe(one) ? now() + probeIntervalMs : until;
        const foundOutUntil = isRenewalOpen(one) ? now() + FIND_OUT_SWEEPS * intervalMs : until;
        one.disturbedUntil = Math.max(one.disturbedUntil, until, probedUntil, foundOutUntil);
      }
    },
    disturbHolders: (secret, until) => disturbWhere((one) => holds(one, secret), until),
    disturbUsers: (secret, until) =>
      disturbWhere((one) => {
        const minter = minted.get(one.published?.accessToken ?? '')?.secret ?? '';
        return holds(one, secret) || isSameGrant(minter, secret);
      }, until),
    isServed,
    usable,
    isRecoverable: (one) => !one.paused && one.plan.fault === undefined && usable(one).length > 0,
  };
}

function initialTruth(plan: IntegrationPlan): IntegrationTruth {
  return {
    plan,
    name: plan.name,
    credentials: undefined,
    credentialsVersionId: undefined,
    paused: false,
    published: undefined,
    firstPublished: undefined,
    publications: 0,
    publicationsOf: new Map(),
    disturbedUntil: plan.storedAt,
  };
}
