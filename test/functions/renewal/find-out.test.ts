import { expect, test } from 'vitest';
import { credentialFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { findOut } from '../../../functions/renewal/find-out.ts';
import { withRefreshToken } from '../../../functions/renewal/renewed-document.ts';
import type { RenewalState } from '../../../functions/integration/renewal-state.ts';
import type { Interception } from '../../support/intercepted.ts';
import { BASE_URL, DAY_MS, START } from '../../support/rotation-world.ts';
import { renewalBench } from './renewal-bench.ts';
import type { Document, RenewalBench } from './renewal-bench.ts';

const found = ({ deps, facts, b, renewal }: RenewalBench, changes: Partial<RenewalState> = {}) =>
  findOut(deps, facts, b, renewal({ code: 'AlationUnavailable', ...changes }));

test.each([
  ['the first check', 'doubtful', 0, 1, false],
  ['the second check', 'doubtful', 1, 2, false],
  ['the third check', 'failed', 2, 3, true],
] as const)(
  'if the old refresh token is active at %s, the renewal is %s',
  async (_, phase, checks, after, mint) => {
    const bench = await renewalBench();
    expect(await found(bench, { checks })).toEqual({
      renewal: bench.renewal({ phase, checks: after, code: 'AlationUnavailable' }),
      mint,
    });
  },
);

test('if Alation refuses the old refresh token and no new refresh token is stored, the refresh token is lost, and the rotation mints', async () => {
  const bench = await renewalBench();
  bench.world.alation.revoke(bench.b.refreshToken.reveal());
  expect(await found(bench)).toEqual({
    renewal: bench.renewal({ phase: 'lost', code: 'AlationUnavailable' }),
    mint: true,
  });
});

test('if Alation does not answer, the renewal stays in doubt, and the rotation does not mint', async () => {
  const bench = await renewalBench(
    {},
    {
      before: ({ operation }) => {
        if (operation === 'inspect') throw new RotationError('AlationThrottled', 'injected');
      },
    },
  );
  expect(await found(bench, { checks: 2 })).toEqual({
    renewal: bench.renewal({ phase: 'doubtful', checks: 2, code: 'AlationUnavailable' }),
    mint: false,
  });
  expect(bench.world.log).toEqual([
    {
      level: 'warn',
      event: 'RenewalOutcomeUnknown',
      fields: { integration: 'bi', code: 'AlationThrottled', explanation: 'injected' },
    },
  ]);
});

test('if Alation extended the old refresh token, the renewal has succeeded', async () => {
  const bench = await renewalBench();
  const facts = { ...bench.facts, expiresAt: START + DAY_MS };
  expect(await found({ ...bench, facts })).toEqual({
    renewal: bench.renewal({ phase: 'renewed' }),
    stored: {
      secret: facts.secret,
      fingerprint: credentialFingerprint(bench.b),
      expiresAt: START + 60 * DAY_MS,
    },
    mint: true,
  });
});

const withoutExpiry = () => Promise.resolve({ state: 'active', expiresAt: undefined } as const);

test('an active refresh token without a known expiry counts as not extended', async () => {
  const bench = await renewalBench();
  const endpoints = { ...bench.deps.endpoints, inspect: withoutExpiry };
  const deps = { ...bench.deps, endpoints };
  expect(await found({ ...bench, deps })).toMatchObject({ renewal: { phase: 'doubtful', checks: 1 } });
});

/** A bench whose rotator crashed right after it had stored the new refresh token under AWSPENDING. */
async function benchWithPending(interception: Interception = {}) {
  const bench = await renewalBench({}, interception);
  const { world, facts, b } = bench;
  const refreshToken: Sensitive = await world.alation.regenerate(BASE_URL, b);
  const document = withRefreshToken(facts.secret.text ?? '', 1, refreshToken);
  await world.store.putPending('bi', document, 'version-1');
  return { ...bench, renewed: { ...b, refreshToken }, pending: await world.store.readPending('bi') };
}

test('a new refresh token under AWSPENDING is moved to AWSCURRENT', async () => {
  const bench = await benchWithPending();
  expect(await found(bench)).toEqual({
    renewal: bench.renewal({ phase: 'renewed' }),
    stored: {
      secret: bench.pending,
      fingerprint: credentialFingerprint(bench.renewed),
      expiresAt: START + 60 * DAY_MS,
    },
    mint: true,
  });
  expect(bench.world.store.currentCredentials('bi')).toEqual(bench.pending);
});

test('a refresh token under AWSPENDING that Alation refuses is not moved', async () => {
  const bench = await benchWithPending();
  bench.world.alation.revoke(bench.renewed.refreshToken.reveal());
  expect(await found(bench)).toEqual({
    renewal: bench.renewal({ phase: 'lost', code: 'AlationUnavailable' }),
    mint: true,
  });
  expect(bench.world.store.currentCredentials('bi')).toEqual(bench.facts.secret);
});

test.each<[string, (document: Document) => object]>([
  ['the old refresh token', (document) => document],
  [
    'no credential with its name',
    ({ base_url, credentials }) => ({
      base_url,
      credentials: credentials.filter(({ name }) => name === 'a'),
    }),
  ],
  [
    'an OAuth client with its name',
    ({ base_url }) => ({ base_url, name: 'b', client_id: 'client-1', client_secret: 'client-secret' }),
  ],
])('a document under AWSPENDING with %s is not moved', async (_, change) => {
  const bench = await renewalBench();
  const { world, facts } = bench;
  const document = change(JSON.parse(facts.secret.text ?? ''));
  await world.store.putPending('bi', new Sensitive(JSON.stringify(document)), 'version-1');
  expect(await found(bench)).toEqual({
    renewal: bench.renewal({ phase: 'doubtful', checks: 1, code: 'AlationUnavailable' }),
    mint: false,
  });
  expect(world.store.currentCredentials('bi')).toEqual(facts.secret);
});

test('a document that is under AWSPENDING and AWSCURRENT is not moved', async () => {
  const bench = await renewalBench();
  const { world, facts } = bench;
  const document = new Sensitive(facts.secret.text ?? '');
  await world.store.putPending('bi', document, 'version-1');
  await world.store.moveCurrent('bi', facts.secret.versionId, 'version-1');
  const secret = world.store.currentCredentials('bi') ?? facts.secret;
  const after = { ...bench, facts: { ...facts, secret } };
  bench.calls.splice(0);
  expect(await found(after)).toMatchObject({ renewal: { phase: 'doubtful', checks: 1 }, mint: false });
  expect(bench.calls).toEqual(['readPending', 'inspect']);
});

test('if an operator stores a document before the move, the renewal stays in doubt, and the rotation does not mint', async () => {
  const bench: RenewalBench = await benchWithPending({
    before: ({ operation }) => {
      if (operation === 'moveCurrent') bench.operatorStores((document) => document);
    },
  });
  expect(await found(bench)).toEqual({
    renewal: bench.renewal({ phase: 'doubtful', code: 'AlationUnavailable' }),
    mint: false,
  });
});
