import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { probeListed } from '../../../functions/rotation/probe-listed.ts';
import { reconcile } from '../../../functions/rotation/reconcile.ts';
import { hashFraction } from '../../../functions/rotation/rotation-time.ts';
import { checkedOn } from '../../../functions/rotation/skipped-credentials.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { SecretStore, TokenEndpoints } from '../../../functions/integration/ports.ts';
import { callCounter, intercepted } from '../../support/intercepted.ts';
import { BASE_URL, HOUR_MS, MINUTE_MS, rotationWorld, START } from '../../support/rotation-world.ts';
import type { WorldOptions } from '../../support/rotation-world.ts';

/** The scheduled time of the sweep that probes `bi` an hour after its rotation. */
const SCHEDULED_AT = Math.trunc(START + HOUR_MS * (1 + hashFraction('bi')));

/** A world in which `bi` is fresh and due for a routine probe. */
async function probeWorld(options: WorldOptions = {}) {
  const world = rotationWorld(options);
  const [refreshToken = ''] = world.integrationWith('bi', 1);
  const work = { integration: 'bi', requestedAt: undefined };
  await reconcile(world.rotator(), work, START + MINUTE_MS);
  world.clock.moveBy(SCHEDULED_AT - world.clock.now());
  const listed = await world.store.describeIntegration('bi');
  if (listed === undefined) throw new TypeError('bi is not listed');
  return { world, refreshToken, listed, work: { ...work, scheduledAt: SCHEDULED_AT } };
}

type ProbeWorld = Awaited<ReturnType<typeof probeWorld>>;

/** Probes, and records the calls of both ports. */
async function probing(
  { world, listed, work }: ProbeWorld,
  changes: {
    readonly admit?: (baseUrl: string) => boolean;
    readonly store?: Partial<SecretStore>;
    readonly endpoints?: Partial<TokenEndpoints>;
  } = {},
) {
  const calls: string[] = [];
  const before = ({ operation, args }: { operation: string; args: readonly unknown[] }) =>
    void calls.push(operation === 'readSecrets' ? `readSecrets shared=${String(args[1])}` : operation);
  const deps = world.rotator();
  const { admit } = changes;
  const result = await probeListed(
    {
      ...deps,
      store: intercepted<SecretStore>(
        { ...world.store, ...changes.store },
        ['describeIntegration', 'readSecrets', 'putAccessToken', 'writeTags'],
        { before },
        callCounter(),
      ),
      endpoints: intercepted<TokenEndpoints>(
        { ...world.alation, ...changes.endpoints },
        ['mint', 'verify', 'inspect'],
        { before },
        callCounter(),
      ),
    },
    admit === undefined ? work : { ...work, admit },
    listed,
    SCHEDULED_AT + MINUTE_MS,
  );
  return { result, calls };
}

/** Alation answers 429. */
const throttle = async () => {
  throw new RotationError('AlationThrottled', '429');
};
const denyReading = async () => {
  throw new RotationError('SecretAccessDenied', 'no');
};
const failByDefect = async () => {
  throw new TypeError('a defect');
};
const withoutExpiry = async () => ({ state: 'active', expiresAt: undefined }) as const;

test('an active access token is probed with one shared read and one verification', async () => {
  const one = await probeWorld();
  const state = one.world.stateOf('bi');
  const { result, calls } = await probing(one);
  expect(result).toEqual({
    before: state,
    outcome: { kind: 'probed', integration: 'bi', state },
    notSaved: undefined,
  });
  expect(calls).toEqual(['readSecrets shared=true', 'verify']);
});

test('a probe without a response is an outcome, and its tag makes the next sweep probe again', async () => {
  const one = await probeWorld();
  const { result, calls } = await probing(one, { endpoints: { verify: throttle } });
  expect(result).toMatchObject({ outcome: { kind: 'probe-unanswered' }, notSaved: undefined });
  expect(calls).toEqual(['readSecrets shared=true', 'verify', 'writeTags']);
  expect(one.world.stateOf('bi').accessToken).toMatchObject({ verified: true, unanswered: true });
});

test('a probe without a response leaves it to the reconcile to rebuild other tags', async () => {
  const one = await probeWorld();
  // Before an upgrade the tags have another form.
  const listed = {
    ...one.listed,
    tags: { ...one.listed.tags, [Tag.status]: `${one.listed.tags[Tag.status]?.replace(' schema=1', '')}` },
  };
  const { result, calls } = await probing({ ...one, listed }, { endpoints: { verify: throttle } });
  expect(result).toBeUndefined();
  expect(calls).not.toContain('writeTags');
});

test('a probe is deferred if its host is at its limit', async () => {
  const one = await probeWorld();
  const { result, calls } = await probing(one, { admit: () => false });
  expect(result).toEqual({
    before: one.world.stateOf('bi'),
    outcome: { kind: 'deferred', integration: 'bi', state: undefined },
    notSaved: undefined,
  });
  expect(calls).toEqual(['readSecrets shared=true']);
});

const sees = (sentence: string, change: (one: ProbeWorld) => unknown) => ({ sentence, change });

test.each([
  sees('an inactive access token', ({ world, refreshToken }) =>
    world.alation.revokeAccessTokens(refreshToken),
  ),
  sees('credentials that are newer than the listing', ({ world }) =>
    world.store.putCredentials('bi', {
      base_url: 'https://acme.alationcloud.com',
      refresh_token: 'new',
      user_id: 1,
    }),
  ),
  sees('malformed credentials', ({ world }) => world.store.putCredentials('bi', '{')),
  sees('a foreign value', ({ world }) => world.store.putForeignAccessToken('bi', 'pasted')),
  sees('the access token of a rotation after the listing', async ({ world }) =>
    world.sweep(world.rotator(), { only: ['bi'], requestedAt: Infinity }),
  ),
])('$sentence is left to the reconcile, and nothing is written', async ({ change }) => {
  const one = await probeWorld();
  await change(one);
  const { result, calls } = await probing(one);
  expect(result).toBeUndefined();
  expect(calls).not.toContain('writeTags');
  expect(calls).not.toContain('mint');
});

test('secrets that cannot be read are left to the reconcile', async () => {
  expect((await probing(await probeWorld(), { store: { readSecrets: denyReading } })).result).toBeUndefined();
});

test('a defect of a probe is left to the reconcile, which reports it', async () => {
  expect((await probing(await probeWorld(), { endpoints: { verify: failByDefect } })).result).toBeUndefined();
});

test('an access token whose rotation is due by now is left to the reconcile', async () => {
  const one = await probeWorld();
  one.world.clock.moveBy(13 * HOUR_MS);
  const { result, calls } = await probing(one);
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test.each([
  ['the status', Tag.status],
  ['the accepted version', Tag.acceptedVersion],
  ['the credentials', `${Tag.credentialPrefix}1`],
  ['the base URL', Tag.baseUrl],
])('a probe leaves it to the reconcile to rebuild %s in the tags', async (_, lost) => {
  const one = await probeWorld();
  const listed = { ...one.listed, tags: { ...one.listed.tags, [lost]: '' } };
  const { result, calls } = await probing({ ...one, listed });
  expect(result).toBeUndefined();
  expect(calls).toContain('verify');
});

test('a probe inspects a credential whose expiry is an estimate, and leaves a reported expiry to the reconcile', async () => {
  const one = await probeWorld();
  const key = `${Tag.credentialPrefix}1`;
  const tags = { ...one.listed.tags, [key]: one.listed.tags[key]?.replace('reported', 'estimated') ?? '' };
  const estimated = { ...one, listed: { ...one.listed, tags } };
  const reported = await probing(estimated);
  expect(reported.result).toBeUndefined();
  expect(reported.calls).toEqual(['readSecrets shared=true', 'verify', 'inspect']);
  expect((await probing(estimated, { endpoints: { inspect: withoutExpiry } })).result).toMatchObject({
    outcome: { kind: 'probed' },
  });
});

/** The tags of `one`, with one tag changed. */
const withTag = (one: ProbeWorld, key: string, change: (value: string) => string): ProbeWorld => ({
  ...one,
  listed: { ...one.listed, tags: { ...one.listed.tags, [key]: change(one.listed.tags[key] ?? '') } },
});

test('malformed credentials that the listing shows too are left to the reconcile', async () => {
  const one = await probeWorld();
  const credentialsVersionId = one.world.store.putCredentials('bi', '{');
  const { result, calls } = await probing({ ...one, listed: { ...one.listed, credentialsVersionId } });
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test('an access token in doubt is left to the reconcile, which verifies it', async () => {
  const one = withTag(await probeWorld(), Tag.accessToken, (tag) =>
    tag.replace('verified=yes', 'verified=no'),
  );
  const { result, calls } = await probing(one);
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test('an access token that no credential can verify is left to the reconcile', async () => {
  const one = await probeWorld();
  const { store, alation } = one.world;
  const credentialsVersionId = store.putCredentials('bi', {
    base_url: BASE_URL,
    ...alation.registerOAuthClient(),
  });
  const accepted = withTag(one, Tag.acceptedVersion, () => credentialsVersionId);
  const { result, calls } = await probing({
    ...accepted,
    listed: { ...accepted.listed, credentialsVersionId },
  });
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test('a probe does not verify an access token that is older than the access token in the tags', async () => {
  const one = await probeWorld();
  const older = one.world.store.currentAccessToken('bi');
  await one.world.sweep(one.world.rotator(), { only: ['bi'], requestedAt: Infinity });
  const listed = (await one.world.store.describeIntegration('bi')) ?? one.listed;
  const rejected = withTag({ ...one, listed }, `${Tag.credentialPrefix}1`, (tag) =>
    tag.replace('state=active', 'state=rejected'),
  );
  const checked = withTag(
    rejected,
    Tag.status,
    (tag) => `${tag} asked=${checkedOn('bi', SCHEDULED_AT, true)}`,
  );
  const { readSecrets } = one.world.store;
  const stale = {
    readSecrets: async (name: string) => ({ ...(await readSecrets(name)), accessToken: older }),
  };
  const { result, calls } = await probing(checked, { store: stale });
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
  expect((await probing(checked)).calls).toEqual(['readSecrets shared=true', 'verify']);
});

test('a probe leaves it to the reconcile to rewrite the access token in the tags of a later version', async () => {
  const one = withTag(await probeWorld(), Tag.accessToken, (tag) => `${tag} later=yes`);
  const { result, calls } = await probing(one);
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true', 'verify']);
});
