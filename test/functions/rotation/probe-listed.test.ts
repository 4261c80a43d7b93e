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
  const due = await probeWorld();
  const state = due.world.stateOf('bi');
  const { result, calls } = await probing(due);
  expect(result).toEqual({
    before: state,
    outcome: { kind: 'probed', integration: 'bi', state },
    notSaved: undefined,
  });
  expect(calls).toEqual(['readSecrets shared=true', 'verify']);
});

test('a probe without a response is not left to the reconcile, and a tag makes the next sweep probe again', async () => {
  const due = await probeWorld();
  const { result, calls } = await probing(due, { endpoints: { verify: throttle } });
  expect(result).toMatchObject({ outcome: { kind: 'probe-unanswered' }, notSaved: undefined });
  expect(calls).toEqual(['readSecrets shared=true', 'verify', 'writeTags']);
  expect(due.world.stateOf('bi').accessToken).toMatchObject({ verified: true, unanswered: true });
});

test('a probe without a response is left to the reconcile if other tags must be rebuilt', async () => {
  const due = await probeWorld();
  // An earlier release wrote tags of another form.
  const listed = {
    ...due.listed,
    tags: { ...due.listed.tags, [Tag.status]: `${due.listed.tags[Tag.status]?.replace(' schema=1', '')}` },
  };
  const { result, calls } = await probing({ ...due, listed }, { endpoints: { verify: throttle } });
  expect(result).toBeUndefined();
  expect(calls).not.toContain('writeTags');
});

test('a probe is deferred if its host is at its limit', async () => {
  const due = await probeWorld();
  const { result, calls } = await probing(due, { admit: () => false });
  expect(result).toEqual({
    before: due.world.stateOf('bi'),
    outcome: { kind: 'deferred', integration: 'bi', state: undefined },
    notSaved: undefined,
  });
  expect(calls).toEqual(['readSecrets shared=true']);
});

const row = (sentence: string, change: (due: ProbeWorld) => unknown) => ({ sentence, change });

test.each([
  row('an inactive access token', ({ world, refreshToken }) =>
    world.alation.revokeAccessTokens(refreshToken),
  ),
  row('credentials that are newer than the listing', ({ world }) =>
    world.store.putCredentials('bi', {
      base_url: 'https://acme.alationcloud.com',
      refresh_token: 'new',
      user_id: 1,
    }),
  ),
  row('malformed credentials', ({ world }) => world.store.putCredentials('bi', '{')),
  row('a value that is not an access token', ({ world }) =>
    world.store.putForeignAccessToken('bi', 'pasted'),
  ),
  row('the access token of a rotation after the listing', async ({ world }) =>
    world.sweep(world.rotator(), { only: ['bi'], requestedAt: Infinity }),
  ),
])('$sentence is left to the reconcile, and nothing is written', async ({ change }) => {
  const due = await probeWorld();
  await change(due);
  const { result, calls } = await probing(due);
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
  const due = await probeWorld();
  due.world.clock.moveBy(13 * HOUR_MS);
  const { result, calls } = await probing(due);
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test.each([
  ['the status', Tag.status],
  ['the accepted version', Tag.acceptedVersion],
  ['the credentials', `${Tag.credentialPrefix}1`],
  ['the base URL', Tag.baseUrl],
])('a probe is left to the reconcile if the tags lack %s', async (_, lost) => {
  const due = await probeWorld();
  const listed = { ...due.listed, tags: { ...due.listed.tags, [lost]: '' } };
  const { result, calls } = await probing({ ...due, listed });
  expect(result).toBeUndefined();
  expect(calls).toContain('verify');
});

test('a probe inspects a credential whose expiry is an estimate, and leaves a new reported expiry to the reconcile', async () => {
  const due = await probeWorld();
  const tag = `${Tag.credentialPrefix}1`;
  const tags = { ...due.listed.tags, [tag]: due.listed.tags[tag]?.replace('reported', 'estimated') ?? '' };
  const estimated = { ...due, listed: { ...due.listed, tags } };
  const reported = await probing(estimated);
  expect(reported.result).toBeUndefined();
  expect(reported.calls).toEqual(['readSecrets shared=true', 'verify', 'inspect']);
  expect((await probing(estimated, { endpoints: { inspect: withoutExpiry } })).result).toMatchObject({
    outcome: { kind: 'probed' },
  });
});

/** The same world with one changed tag in the listing. */
const withTag = (due: ProbeWorld, tag: string, change: (value: string) => string): ProbeWorld => ({
  ...due,
  listed: {
    ...due.listed,
    tags: { ...due.listed.tags, [tag]: change(due.listed.tags[tag] ?? '') },
  },
});

test('malformed credentials at the version that the listing shows are left to the reconcile', async () => {
  const due = await probeWorld();
  const credentialsVersionId = due.world.store.putCredentials('bi', '{');
  const { result, calls } = await probing({ ...due, listed: { ...due.listed, credentialsVersionId } });
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test('an access token in doubt is left to the reconcile, which verifies it', async () => {
  const due = withTag(await probeWorld(), Tag.accessToken, (tag) =>
    tag.replace('verified=yes', 'verified=no'),
  );
  const { result, calls } = await probing(due);
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test('an access token that no credential can verify is left to the reconcile', async () => {
  const due = await probeWorld();
  const { store, alation } = due.world;
  const credentialsVersionId = store.putCredentials('bi', {
    base_url: BASE_URL,
    ...alation.registerOAuthClient(),
  });
  const accepted = withTag(due, Tag.acceptedVersion, () => credentialsVersionId);
  const { result, calls } = await probing({
    ...accepted,
    listed: { ...accepted.listed, credentialsVersionId },
  });
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
});

test('a probe does not verify an access token that is older than the access token in the tags', async () => {
  const due = await probeWorld();
  const older = due.world.store.currentAccessToken('bi');
  await due.world.sweep(due.world.rotator(), { only: ['bi'], requestedAt: Infinity });
  const listed = (await due.world.store.describeIntegration('bi')) ?? due.listed;
  const rejected = withTag({ ...due, listed }, `${Tag.credentialPrefix}1`, (tag) =>
    tag.replace('state=active', 'state=rejected'),
  );
  const checked = withTag(
    rejected,
    Tag.status,
    (tag) => `${tag} asked=${checkedOn('bi', SCHEDULED_AT, true)}`,
  );
  const { readSecrets } = due.world.store;
  const stale = {
    readSecrets: async (name: string) => ({ ...(await readSecrets(name)), accessToken: older }),
  };
  const { result, calls } = await probing(checked, { store: stale });
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true']);
  expect((await probing(checked)).calls).toEqual(['readSecrets shared=true', 'verify']);
});

test('a probe is left to the reconcile if a later version of the rotator wrote the tag of the access token', async () => {
  const due = withTag(await probeWorld(), Tag.accessToken, (tag) => `${tag} later=yes`);
  const { result, calls } = await probing(due);
  expect(result).toBeUndefined();
  expect(calls).toEqual(['readSecrets shared=true', 'verify']);
});
