import { expect, test } from 'vitest';
import type { Credential } from '../../../functions/integration/credential.ts';
import { credentialFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import { parseCredentials } from '../../../functions/integration/credentials-document.ts';
import type { CredentialState, IntegrationState } from '../../../functions/integration/integration-state.ts';
import type { SecretValue } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { RotationFacts } from '../../../functions/rotation/facts.ts';
import { renewFirst } from '../../../functions/rotation/renew-first.ts';
import type { Interception } from '../../support/intercepted.ts';
import { BASE_URL, DAY_MS, HOUR_MS, MINUTE_MS, START } from '../../support/rotation-world.ts';
import { renewalBench } from '../renewal/renewal-bench.ts';
import type { RenewalBench } from '../renewal/renewal-bench.ts';
import { rotationFacts } from './facts-fixture.ts';
import { accessTokenState, credentialState, integrationState } from './state-fixture.ts';

/** When more than half of the lifetime of the published access token is over, and `b` mints next. Ms since the epoch. */
const DUE = START + 13 * HOUR_MS;
const ONE_RENEWED = {
  month: '2026-01',
  counts: { rotated: 0, failed: 0, renewed: 1 },
  before: { rotated: 0, failed: 0, renewed: 0 },
};

/** The state of a refresh token that expires 20 days after `START`. */
function known(credential: Credential, ageInDays: number, versionId: string): CredentialState {
  return credentialState({
    name: credential.name,
    fingerprint: credentialFingerprint(credential),
    versionId,
    storedAt: START - ageInDays * DAY_MS,
    expiresAt: START + 20 * DAY_MS,
  });
}

/** A bench at `DUE`. Two thirds of the lifetime of its refresh token `b` are used. */
async function due(changes: Partial<IntegrationState> = {}, interception: Interception = {}) {
  const bench = await renewalBench({ refreshTokenLifetimeMs: 20 * DAY_MS }, interception);
  const { world, a, b } = bench;
  const { published, secret } = bench.facts;
  world.clock.moveBy(DUE - START);
  const facts = rotationFacts([a, b], {
    listed: {
      integration: 'bi',
      credentialsVersionId: secret.versionId,
      tags: world.store.tagsOf('bi'),
    },
    state: integrationState({
      renews: true,
      accessToken: accessTokenState({ issuedAt: START }),
      acceptedVersion: secret.versionId,
      credentials: [known(a, 10, secret.versionId), known(b, 40, secret.versionId)],
      ...changes,
    }),
    secrets: { credentials: secret, accessToken: undefined },
    published,
    until: DUE + MINUTE_MS,
  });
  return { bench, facts, renewed: () => renewFirst(bench.deps, facts, { hostRenewals: 'proven' }) };
}

/** The document under AWSCURRENT. */
function current({ world, facts }: RenewalBench): SecretValue {
  return world.store.currentCredentials('bi') ?? facts.secret;
}

/** The state of `b` in the document under AWSCURRENT, if it was renewed at `DUE`. */
function renewedB(bench: RenewalBench): CredentialState {
  const secret = current(bench);
  const { credentials } = parseCredentials(secret, (text) => text);
  const b = credentials.find(({ name }) => name === 'b') ?? bench.b;
  return { ...known(b, 0, secret.versionId), storedAt: DUE, expiresAt: DUE + 20 * DAY_MS };
}

test('a due rotation renews the refresh token that mints next, and continues with the version that it stored', async () => {
  const { bench, facts, renewed } = await due();
  const result = await renewed();
  const secret = current(bench);
  expect(result).toEqual({
    waits: false,
    facts: {
      ...facts,
      listed: { ...facts.listed, credentialsVersionId: 'version-1' },
      secrets: { ...facts.secrets, credentials: { ...secret, createdAt: DUE } },
      credentials: parseCredentials(secret, (text) => text),
      state: {
        ...facts.state,
        acceptedVersion: 'version-1',
        renewal: bench.renewal({ phase: 'renewed', at: DUE, isProven: true }),
        outcomes: ONE_RENEWED,
        credentials: [known(bench.a, 10, 'version-1'), renewedB(bench)],
      },
    },
  });
  expect(secret.versionId).toBe('version-1');
  expect(bench.world.stateOf('bi').renewal).toEqual(result.facts.state.renewal);
  expect(bench.world.log).toEqual([]);
});

test('a backoff that has ended moves to the version with the renewed refresh token', async () => {
  const backoff = { versionId: 'older', attempts: 2, nextAttemptAt: START };
  const { renewed } = await due({ backoff });
  const { facts } = await renewed();
  expect(facts.state.backoff).toEqual({ ...backoff, versionId: 'version-1' });
});

test('a renewal that cannot be saved is logged, and the rotation continues with the renewed refresh token', async () => {
  let writes = 0;
  const { bench, renewed } = await due(
    {},
    {
      before: ({ operation }) => {
        // The first write saves the intent.
        if (operation === 'writeTags' && ++writes === 2)
          throw new RotationError('SecretAccessDenied', 'injected');
      },
    },
  );
  expect(await renewed()).toMatchObject({
    waits: false,
    facts: { state: { renewal: { phase: 'renewed' } } },
  });
  expect(bench.world.log).toEqual([
    { level: 'warn', event: 'RenewalNotSaved', fields: { integration: 'bi', explanation: 'injected' } },
  ]);
});

test('if an operator replaces another credential during the renewal, only the known states stay, and the new version does not count as accepted', async () => {
  let isReplaced = false;
  const { bench, facts, renewed } = await due(
    {},
    {
      before: ({ operation }) => {
        if (operation !== 'moveCurrent' || isReplaced) return;
        isReplaced = true;
        bench.operatorStores(({ base_url, credentials: [, b] }) => ({
          base_url,
          credentials: [{ name: 'a', ...bench.world.alation.issueRefreshToken() }, b],
        }));
      },
    },
  );
  expect((await renewed()).facts.state).toEqual({
    ...facts.state,
    renewal: bench.renewal({ phase: 'renewed', at: DUE, isProven: true }),
    outcomes: ONE_RENEWED,
    credentials: [renewedB(bench)],
  });
  expect(current(bench).versionId).toBe('version-3');
});

test('a rotation waits while another rotator renews the refresh token that mints next', async () => {
  const { bench, facts } = await due();
  const renewal = bench.renewal({ at: DUE - MINUTE_MS });
  const during = { ...facts, state: { ...facts.state, renewal } };
  expect(await renewFirst(bench.deps, during, {})).toEqual({ facts: during, waits: true });
  expect(bench.calls).toEqual([]);
});

/** The differences from a due rotation during a renewal by another rotator. */
interface Difference {
  readonly state?: Partial<IntegrationState>;
  readonly facts?: Partial<RotationFacts>;
  readonly trigger?: Parameters<typeof renewFirst>[2];
  /** Ms since `START`. */
  readonly at?: number;
  readonly hasPort?: false;
}

const SCHEDULED = { hostRenewals: 'proven' } as const;
/** A minute before the latest rotation time of the access token from `a`, and after the slot of `bi`. Ms since `START`. */
const EARLY = 11.75 * HOUR_MS - MINUTE_MS;

/** A rotation while another rotator renews the refresh token with this name. */
async function duringRenewal(name: 'a' | 'b', difference: (bench: RenewalBench) => Difference) {
  const { bench, facts } = await due();
  const { world, a, b, calls } = bench;
  const { state, facts: more, trigger = SCHEDULED, at = DUE - START, hasPort } = difference(bench);
  world.clock.moveBy(START + at - world.clock.now());
  const renewal = bench.renewal({
    credential: name,
    fingerprint: credentialFingerprint(name === 'a' ? a : b),
    at: START + at - MINUTE_MS,
  });
  const during = { ...facts, state: { ...facts.state, renewal, ...state }, ...more };
  const deps = hasPort === false ? { ...bench.deps, renewal: undefined } : bench.deps;
  return { during, calls, result: await renewFirst(deps, during, trigger) };
}

const rejectedB = ({ a, b, facts: { secret } }: RenewalBench): Difference['state'] => ({
  credentials: [known(a, 10, secret.versionId), { ...known(b, 40, secret.versionId), state: 'rejected' }],
});

test.each<[string, 'a' | 'b', (bench: RenewalBench) => Difference]>([
  ['the rotator cannot renew refresh tokens', 'b', () => ({ hasPort: false })],
  ['renewals are off', 'b', () => ({ state: { renews: undefined } })],
  ['an operator requested the rotation', 'b', () => ({ trigger: { ...SCHEDULED, requestedAt: DUE } })],
  ['only a third of the lifetime of the published access token is left', 'b', () => ({ at: 16 * HOUR_MS })],
  [
    'the published access token may be inactive',
    'b',
    () => ({ state: { accessToken: accessTokenState({ issuedAt: START, verified: false }) } }),
  ],
  [
    'the issuing credential is gone',
    'b',
    ({ b }) => ({ facts: { credentials: { baseUrl: BASE_URL, credentials: [b] } } }),
  ],
  ['only the issuing credential can mint', 'a', (bench) => ({ state: rejectedB(bench) })],
  ['no credential may mint yet', 'b', (bench) => ({ state: rejectedB(bench), at: EARLY })],
  [
    'the refresh token has a new name',
    'b',
    ({ a, b, facts: { secret } }) => ({
      state: {
        credentials: [
          known(a, 10, secret.versionId),
          { ...known(b, 40, secret.versionId), name: 'old name' },
        ],
      },
    }),
  ],
])('a rotation does not wait for a renewal if %s', async (_, name, difference) => {
  const { during, calls, result } = await duringRenewal(name, difference);
  expect(result).toEqual({ facts: during, waits: false });
  expect(calls).toEqual([]);
});

test('no refresh token is renewed before the renewals at its host are known', async () => {
  const { bench, facts } = await due();
  expect(await renewFirst(bench.deps, facts, {})).toEqual({ facts, waits: false });
  expect(bench.calls).toEqual([]);
});

test('without enough time for a renewal the rotator neither renews nor saves anything', async () => {
  const { bench, facts } = await due();
  const late = { ...facts, until: DUE + 24_000 };
  expect(await renewFirst(bench.deps, late, SCHEDULED)).toEqual({ facts: late, waits: false });
  expect(bench.calls).toEqual([]);
});

/** Facts after a rotator stored `version-1` and crashed. Renewals are off since then. */
async function afterCrash(phase: 'intended' | 'doubtful' | 'renewed' | 'harmful') {
  const backoff = { versionId: 'older', attempts: 2, nextAttemptAt: START };
  const { bench, facts } = await due({ renews: undefined, backoff });
  const before = facts.state;
  const renewal = bench.renewal({ phase, fingerprint: 'old', at: START, code: 'AlationUnavailable' });
  const credentials = before.credentials.map((one) =>
    one.name === 'b' ? { ...one, fingerprint: 'old' } : one,
  );
  const crashed: RotationFacts = {
    ...facts,
    secrets: { ...facts.secrets, credentials: { ...facts.secrets.credentials, versionId: 'version-1' } },
    state: { ...before, renewal, credentials },
  };
  return { bench, before, crashed, result: await renewFirst(bench.deps, crashed, {}) };
}

test.each(['intended', 'doubtful'] as const)(
  'a renewal in the phase %s has succeeded if its version is under AWSCURRENT',
  async (phase) => {
    const { bench, before, crashed, result } = await afterCrash(phase);
    const [a, b] = [known(bench.a, 10, 'version-1'), known(bench.b, 0, 'version-1')];
    expect(result).toEqual({
      waits: false,
      facts: {
        ...crashed,
        state: {
          ...before,
          acceptedVersion: 'version-1',
          backoff: { versionId: 'version-1', attempts: 2, nextAttemptAt: START },
          renewal: bench.renewal({ phase: 'renewed', fingerprint: 'old' }),
          outcomes: ONE_RENEWED,
          credentials: [a, { ...b, expiresAt: undefined, expirySource: undefined }],
        },
      },
    });
  },
);

test.each(['renewed', 'harmful'] as const)(
  'a renewal whose phase is %s already is not counted a second time',
  async (phase) => {
    const { crashed, result } = await afterCrash(phase);
    expect(result).toEqual({ facts: crashed, waits: false });
  },
);
