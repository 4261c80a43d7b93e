import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { credentialFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import { formatRenewal } from '../../../functions/integration/renewal-state.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { renew } from '../../../functions/renewal/renew.ts';
import type { RenewalFacts } from '../../../functions/renewal/renewal-context.ts';
import { defaultBehaviour } from '../../../local/alation/behaviour.ts';
import type { Regeneration } from '../../../local/alation/behaviour.ts';
import type { Call } from '../../support/intercepted.ts';
import { DAY_MS, MINUTE_MS, START } from '../../support/rotation-world.ts';
import { renewalBench } from './renewal-bench.ts';
import type { RenewalBench } from './renewal-bench.ts';

const renewing = ({ deps, facts, b }: RenewalBench) => renew(deps, facts, b, 'proven');
const offering = (regeneration: Partial<Regeneration>) => ({
  regeneration: { ...defaultBehaviour.regeneration, ...regeneration },
});
const denied = new RotationError('SecretAccessDenied', 'injected');
const failing = (operation: string, error: Error) => ({
  before: (call: Call) => {
    if (call.operation === operation) throw error;
  },
});
const logged = ({ code, message }: RotationError) => ({
  level: 'error',
  event: 'RenewalFailed',
  fields: { integration: 'bi', code, explanation: message },
});

test('a renewal verifies the published access token, takes the lock, saves its intent, calls Alation once, stores the new refresh token and reads its expiry', async () => {
  const bench = await renewalBench();
  bench.world.alation.behaviour.refreshTokenLifetimeMs = 90 * DAY_MS;
  const { renewal, stored, mint } = await renewing(bench);
  const secret = bench.world.store.currentCredentials('bi');
  expect({ renewal, mint }).toEqual({
    renewal: bench.renewal({ phase: 'renewed', isProven: true }),
    mint: true,
  });
  expect(stored).toEqual({
    secret: { ...secret, versionId: 'version-1' },
    fingerprint: expect.not.stringMatching(credentialFingerprint(bench.b)),
    expiresAt: START + 90 * DAY_MS,
  });
  const steps = ['verify', 'putPending', 'writeTags', 'regenerate', 'putPending', 'moveCurrent', 'inspect'];
  expect(bench.calls).toEqual(steps);
  expect(bench.world.store.tagsOf('bi')[Tag.renewal]).toBe(formatRenewal(bench.renewal({ isProven: true })));
});

test('a refresh token is renewed if just enough time remains', async () => {
  const bench = await renewalBench();
  const facts = { ...bench.facts, until: START + 25_000 };
  await renewing({ ...bench, facts });
  expect(bench.calls).toContain('regenerate');
});

test.each<[string, (facts: RenewalFacts) => Partial<RenewalFacts>]>([
  ['no access token is published', () => ({ published: undefined })],
  [
    'the issuing credential was removed',
    ({ published }) => ({ published: published && { ...published, credential: 'gone' } }),
  ],
  ['less time remains than a renewal needs', () => ({ until: START + 24_999 })],
])('the rotator does not renew, and the rotation mints, if %s', async (_, changes) => {
  const bench = await renewalBench();
  const facts = { ...bench.facts, ...changes(bench.facts) };
  expect(await renewing({ ...bench, facts })).toEqual({ renewal: undefined, mint: true });
  expect(bench.calls).toEqual([]);
});

test('the rotator does not renew, and the rotation mints, if the published access token is inactive', async () => {
  const bench = await renewalBench();
  bench.world.alation.revokeAccessTokens(bench.a.refreshToken.reveal());
  expect(await renewing(bench)).toEqual({ renewal: undefined, mint: true });
  expect(bench.calls).toEqual(['verify']);
});

/** A bench whose lock of today was taken this long ago, by a renewal that changed nothing. */
async function benchAfter(ms: number): Promise<RenewalBench> {
  const bench = await renewalBench(offering({ offers: 'unavailable' }));
  await renewing(bench);
  bench.calls.splice(0);
  bench.world.clock.moveBy(ms);
  return { ...bench, facts: { ...bench.facts, until: START + 2 * DAY_MS } };
}

test.each([
  ['less than three minutes ago', 3 * MINUTE_MS - 1, false],
  ['three minutes ago', 3 * MINUTE_MS, true],
])(
  'if another rotator took the lock %s, the rotator does not renew, and the rotation mints: %s',
  async (_, ms, mint) => {
    const bench = await benchAfter(ms);
    expect(await renewing(bench)).toEqual({ renewal: undefined, mint });
    expect(bench.calls).toEqual(['verify', 'putPending', 'readPending']);
  },
);

test('a taken lock that is no longer under AWSPENDING does not stop the mint', async () => {
  const bench = await benchAfter(1);
  const credentialsStore = { ...bench.deps.credentialsStore, readPending: async () => undefined };
  const deps = { ...bench.deps, credentialsStore };
  expect(await renewing({ ...bench, deps })).toEqual({ renewal: undefined, mint: true });
});

test.each([
  ['the lock', 'putPending'],
  ['the intent', 'writeTags'],
])(
  'without the permission to store %s, a renewal fails before the call that renews',
  async (_, operation) => {
    const bench = await renewalBench({}, failing(operation, denied));
    expect(await renewing(bench)).toEqual({
      renewal: bench.renewal({ phase: 'failed', code: 'SecretAccessDenied', isProven: true }),
      mint: true,
    });
    expect(bench.calls).not.toContain('regenerate');
    expect(bench.world.log).toEqual([logged(denied)]);
  },
);

test.each([
  ['unavailable', new RotationError('AlationRequestRefused', 'injected', { status: 404 })],
  ['failed', new RotationError('AlationUnavailable', 'injected', { sent: false })],
] as const)(
  'a renewal whose call Alation did not carry out is %s, and the rotation mints',
  async (phase, error) => {
    const bench = await renewalBench({}, failing('regenerate', error));
    expect(await renewing(bench)).toEqual({
      renewal: bench.renewal({ phase, code: error.code, isProven: true }),
      mint: true,
    });
    expect(bench.world.log).toEqual([logged(error)]);
  },
);

test.each([
  ['proven', true],
  ['first', false],
] as const)(
  'at a host whose renewals are "%s", an unavailable renewal has isProven %s',
  async (host, isProven) => {
    const bench = await renewalBench(offering({ offers: 'unavailable' }));
    const { renewal } = await renew(bench.deps, bench.facts, bench.b, host);
    expect(renewal).toEqual(bench.renewal({ phase: 'unavailable', code: 'AlationRequestRefused', isProven }));
  },
);

test('a refresh token that Alation extended is not stored again', async () => {
  const bench = await renewalBench(offering({ offers: 'same' }));
  bench.world.alation.behaviour.refreshTokenLifetimeMs = 90 * DAY_MS;
  expect(await renewing(bench)).toEqual({
    renewal: bench.renewal({ phase: 'renewed', isProven: true }),
    stored: {
      secret: bench.facts.secret,
      fingerprint: credentialFingerprint(bench.b),
      expiresAt: START + 90 * DAY_MS,
    },
    mint: true,
  });
  expect(bench.calls).toEqual(['verify', 'putPending', 'writeTags', 'regenerate', 'inspect']);
  expect(bench.world.store.currentCredentials('bi')).toEqual(bench.facts.secret);
});

test('a renewal whose answer was lost is in doubt after a check, and the rotation does not mint', async () => {
  const error = new RotationError('AlationUnavailable', 'injected', { sent: true });
  const bench = await renewalBench({}, failing('regenerate', error));
  expect(await renewing(bench)).toEqual({
    renewal: bench.renewal({ phase: 'doubtful', checks: 1, code: 'AlationUnavailable', isProven: true }),
    mint: false,
  });
  expect(bench.world.log).toEqual([logged(error)]);
  expect(bench.sleeps).toEqual([1_500]);
});

test('a renewal fails, and the rotation does not mint, if an operator replaced the refresh token meanwhile', async () => {
  const bench: RenewalBench = await renewalBench(
    {},
    {
      before: ({ operation }) => {
        if (operation === 'moveCurrent')
          bench.operatorStores(({ base_url }) => ({ base_url, ...bench.world.alation.issueRefreshToken() }));
      },
    },
  );
  expect(await renewing(bench)).toEqual({
    renewal: bench.renewal({ phase: 'failed', code: 'CredentialReplaced', isProven: true }),
    mint: false,
  });
});

test('a refresh token whose replacement could not be stored under AWSPENDING is lost, and the rotation mints', async () => {
  let writes = 0;
  const bench = await renewalBench(
    {},
    {
      before: ({ operation }) => {
        if (operation === 'putPending' && ++writes === 2) throw denied;
      },
    },
  );
  expect(await renewing(bench)).toEqual({
    renewal: bench.renewal({ phase: 'lost', code: 'SecretAccessDenied', isProven: true }),
    mint: true,
  });
  expect(bench.world.log).toEqual([logged(denied)]);
});

test('a refresh token whose replacement is only under AWSPENDING is in doubt, and the rotation does not mint', async () => {
  const bench = await renewalBench({}, failing('moveCurrent', denied));
  expect(await renewing(bench)).toEqual({
    renewal: bench.renewal({ phase: 'doubtful', code: 'SecretAccessDenied', isProven: true }),
    mint: false,
  });
  expect(bench.world.log).toEqual([logged(denied)]);
});

test('a renewal is harmful if the new refresh token does not expire later', async () => {
  const bench = await renewalBench(offering({ expiry: 'kept' }));
  const { renewal, mint } = await renewing(bench);
  expect({ renewal, mint }).toEqual({
    renewal: bench.renewal({ phase: 'harmful', code: 'NotExtended', isProven: true }),
    mint: true,
  });
});
