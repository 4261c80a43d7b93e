import { expect, test } from 'vitest';
import { DetailType, Tag } from '../../../functions/contract.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import type { Call, Interception } from '../../support/intercepted.ts';
import { hashFraction } from '../../../functions/rotation/rotation-time.ts';
import type { SweepDependencies } from '../../../functions/sweep/sweep.ts';
import { BASE_URL, DAY_MS, HOUR_MS, MINUTE_MS, rotationWorld, START } from '../../support/rotation-world.ts';
import type { World } from '../../support/rotation-world.ts';

const INTERVAL_MS = 15 * MINUTE_MS;

/** Fails the calls of these operations for which `when` returns true. */
function failing(
  operations: readonly string[],
  code: RotationErrorCode,
  detail: RotationErrorDetail = {},
  when: (call: Call) => boolean = () => true,
): Interception {
  return {
    before(call) {
      if (operations.includes(call.operation) && when(call))
        throw new RotationError(code, 'injected', detail);
    },
  };
}

/** Returns whether a call has the credential with this name as its argument. */
function withCredential(name: string): (call: Call) => boolean {
  return ({ args: [, credential] }) =>
    typeof credential === 'object' && Reflect.get(credential ?? {}, 'name') === name;
}

async function freshWorld(refreshTokens: number, options = {}): Promise<[World, readonly string[]]> {
  const world = rotationWorld(options);
  const secrets = world.integrationWith('bi', refreshTokens);
  await world.sweep();
  return [world, secrets];
}

function detailTypes(world: World): readonly string[] {
  return world.events.map(({ detailType }) => detailType);
}

test('the first sweep publishes an active access token and sends its event', async () => {
  const [world] = await freshWorld(1);
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(detailTypes(world)).toEqual([DetailType.rotated, DetailType.refreshTokenAccepted]);
  expect(world.stateOf('bi')).toMatchObject({
    status: { state: 'fresh' },
    accessToken: { verified: true },
    credentials: [{ state: 'active', expirySource: 'reported' }],
  });
});

test('an integration without credentials is not due and causes no event', async () => {
  const world = rotationWorld();
  world.store.addIntegration('bi');
  const summary = await world.sweep();
  expect(summary.due).toBe(0);
  expect(world.events).toEqual([]);
});

test('a second sweep immediately after the first does not mint again', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  await world.sweep();
  expect(world.alation.mintsOf(refreshToken)).toBe(1);
  expect(world.store.accessTokenVersions('bi')).toHaveLength(1);
});

test.each([
  { supersession: 'revokes-previous', refreshTokens: 1 },
  { supersession: 'revokes-previous', refreshTokens: 2 },
  { supersession: 'coexist', refreshTokens: 1 },
] as const)(
  'consumers are served at each sweep of ten days: $refreshTokens refresh token(s), supersession $supersession',
  async ({ supersession, refreshTokens }) => {
    const [world] = await freshWorld(refreshTokens, { supersession });
    for (let sweep = 0; sweep < (10 * DAY_MS) / INTERVAL_MS; sweep++) {
      await world.sweepFor(INTERVAL_MS);
      expect(world.consumerIsServed('bi')).toBe(true);
    }
    const rotations = world.store.accessTokenVersions('bi').length;
    expect(rotations).toBeGreaterThanOrEqual(20);
    expect(rotations).toBeLessThanOrEqual(27);
    expect(detailTypes(world).filter((type) => type === DetailType.rotationFailed)).toEqual([]);
  },
);

test('two credentials alternate', async () => {
  const [world] = await freshWorld(2);
  const minted = () => world.stateOf('bi').accessToken?.credential;
  const issuing = [minted()];
  for (let rotation = 0; rotation < 3; rotation++) {
    await world.sweepFor(12 * HOUR_MS);
    issuing.push(minted());
  }
  expect(issuing).toEqual(['a', 'b', 'a', 'b']);
});

test('with two credentials an access token that is read before a rotation stays active for half its lifetime, minus two intervals', async () => {
  const [world] = await freshWorld(2);
  let shortest = Infinity;
  let [read, readAt] = [world.published('bi') ?? '', world.clock.now()];
  let previous: { readonly text: string; readonly readAt: number } | undefined;
  for (let sweep = 0; sweep < (20 * DAY_MS) / INTERVAL_MS; sweep++) {
    await world.sweepFor(INTERVAL_MS);
    if (previous !== undefined && !world.alation.isActive(previous.text)) {
      shortest = Math.min(shortest, world.clock.now() - previous.readAt);
      previous = undefined;
    }
    const now = world.published('bi') ?? '';
    if (now !== read) previous = { text: read, readAt };
    [read, readAt] = [now, world.clock.now()];
  }
  // Half a lifetime is 12 h. A sweep rotates up to an interval late, and a slot moves a rotation ahead by up to an interval.
  expect(shortest).toBeGreaterThanOrEqual(12 * HOUR_MS - 2 * INTERVAL_MS);
  expect(shortest).toBeLessThan(Infinity);
});

test.each([1, 2])(
  'consumers of an integration with %i credential(s) are served through an Alation outage of 11 h',
  async (refreshTokens) => {
    const [world] = await freshWorld(refreshTokens);
    await world.sweepFor(10 * HOUR_MS);
    const down = world.rotator(failing(['mint', 'verify', 'inspect'], 'AlationUnavailable', { sent: false }));
    for (let sweep = 0; sweep < 44; sweep++) {
      await world.sweepFor(INTERVAL_MS, down);
      expect(world.consumerIsServed('bi')).toBe(true);
    }
    expect(world.stateOf('bi').status).toMatchObject({ state: 'failing', code: 'AlationUnavailable' });
    expect(detailTypes(world).filter((type) => type === DetailType.rotationFailed)).toHaveLength(1);

    await world.sweepFor(2 * INTERVAL_MS);
    expect(world.stateOf('bi').status?.state).toBe('fresh');
    expect(detailTypes(world).filter((type) => type === DetailType.rotationRecovered)).toHaveLength(1);
  },
);

test('if a mint from the only credential gets no response, the rotation mints again and publishes the newest access token', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  world.clock.moveBy(12 * HOUR_MS);
  let lost = 0;
  const summary = await world.sweep(
    world.rotator({
      after({ operation }) {
        if (operation === 'mint' && lost++ === 0) throw new RotationError('MintOutcomeUnknown', 'injected');
      },
    }),
  );
  expect(summary.outcomes.rotated).toBe(1);
  expect(world.alation.mintsOf(refreshToken)).toBe(3);
  expect(world.consumerIsServed('bi')).toBe(true);
});

test.each([
  { what: 'without a response', error: new RotationError('MintOutcomeUnknown', 'injected', { sent: true }) },
  {
    what: 'that a gateway answered with 504',
    error: new RotationError('AlationUnavailable', 'injected', { sent: true, status: 504 }),
  },
])(
  'with two credentials a mint $what is left to the next sweep, because its late success would revoke the next access token',
  async ({ error }) => {
    const [world] = await freshWorld(2);
    world.clock.moveBy(12 * HOUR_MS);
    const lateMints: (() => Promise<unknown>)[] = [];
    const overloaded = world.rotator({
      before({ operation, args: [baseUrl, credential] }) {
        if (operation !== 'mint' || lateMints.length > 0) return;
        lateMints.push(() => Reflect.apply(world.alation.mint, undefined, [baseUrl, credential]));
        throw error;
      },
    });
    await world.sweep(overloaded);
    for (const mint of lateMints) await mint();
    expect(lateMints).toHaveLength(1);
    expect(world.consumerIsServed('bi')).toBe(true);
    await world.sweepFor(2 * INTERVAL_MS);
    expect(world.stateOf('bi').accessToken?.credential).toBe('b');
    expect(world.consumerIsServed('bi')).toBe(true);
  },
);

test('the next sweep recovers after a rotation in which no mint got a response', async () => {
  const [world] = await freshWorld(1);
  world.clock.moveBy(12 * HOUR_MS);
  const lossy = world.rotator({
    after({ operation }) {
      if (operation === 'mint') throw new RotationError('MintOutcomeUnknown', 'injected', { sent: true });
    },
  });
  await world.sweep(lossy);
  expect(world.consumerIsServed('bi')).toBe(false);
  expect(world.stateOf('bi').accessToken?.verified).toBe(false);
  await world.sweep();
  expect(world.consumerIsServed('bi')).toBe(true);
});

test('failed rotations write no version', async () => {
  const [world] = await freshWorld(1);
  world.clock.moveBy(12 * HOUR_MS);
  await world.sweepFor(
    6 * HOUR_MS,
    world.rotator(failing(['mint'], 'AlationAnswerMalformed', { sent: true })),
  );
  expect(world.store.accessTokenVersions('bi')).toHaveLength(1);
});

test('with one credential an unverified access token is published, and verified by the next sweep', async () => {
  const [world] = await freshWorld(1);
  world.clock.moveBy(12 * HOUR_MS);
  const withoutVerification = world.rotator(failing(['verify'], 'AlationUnavailable'));
  expect((await world.sweep(withoutVerification)).outcomes.rotated).toBe(1);
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.stateOf('bi')).toMatchObject({
    status: { state: 'retrying', code: 'VerificationUnavailable' },
    accessToken: { verified: false },
  });
  expect((await world.sweep()).outcomes.probed).toBe(1);
  expect(world.stateOf('bi')).toMatchObject({ status: { state: 'fresh' }, accessToken: { verified: true } });
});

test('with two credentials an unverified access token is not published while the published access token is active', async () => {
  const [world] = await freshWorld(2);
  const published = world.published('bi');
  world.clock.moveBy(12 * HOUR_MS);
  const withoutVerification = world.rotator(failing(['verify'], 'AlationUnavailable'));
  expect((await world.sweep(withoutVerification)).outcomes.failed).toBe(1);
  expect(world.published('bi')).toBe(published);
  expect(world.consumerIsServed('bi')).toBe(true);
});

test('with two credentials an unverified access token replaces an access token that is about to expire', async () => {
  const [world] = await freshWorld(2);
  world.clock.moveBy(23.6 * HOUR_MS);
  const withoutVerification = world.rotator(failing(['verify'], 'AlationUnavailable'));
  expect((await world.sweep(withoutVerification)).outcomes.rotated).toBe(1);
  expect(world.stateOf('bi').accessToken).toMatchObject({ credential: 'b', verified: false });
});

test('the event of a recovery is sent even if the first access token after the failure is verified later', async () => {
  const [world] = await freshWorld(1);
  world.clock.moveBy(12 * HOUR_MS);
  await world.sweepFor(3 * HOUR_MS, world.rotator(failing(['mint'], 'AlationUnavailable', { sent: false })));
  expect(world.stateOf('bi').status?.state).toBe('failing');
  await world.sweepFor(2 * INTERVAL_MS, world.rotator(failing(['verify'], 'AlationUnavailable')));
  expect(detailTypes(world)).not.toContain(DetailType.rotationRecovered);
  await world.sweepFor(2 * INTERVAL_MS);
  expect(world.stateOf('bi').status?.state).toBe('fresh');
  expect(detailTypes(world).filter((type) => type === DetailType.rotationRecovered)).toHaveLength(1);
  expect(detailTypes(world).filter((type) => type === DetailType.rotationFailed)).toHaveLength(1);
});

test('the rotator requests one mint from a rejected credential, and mints from its replacement in the next sweep', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  world.alation.revoke(refreshToken);
  let mints = 0;
  const counting = world.rotator({
    before({ operation }) {
      if (operation === 'mint') mints += 1;
    },
  });
  await world.sweepFor(3 * DAY_MS, counting);
  expect(mints).toBe(1);
  expect(world.stateOf('bi').status).toMatchObject({ state: 'rejected', code: 'CredentialRejected' });

  world.store.putCredentials('bi', { base_url: BASE_URL, ...world.alation.issueRefreshToken() });
  await world.sweep(counting);
  expect(mints).toBe(2);
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(detailTypes(world).slice(-3).toSorted()).toEqual(
    [DetailType.rotated, DetailType.rotationRecovered, DetailType.refreshTokenAccepted].toSorted(),
  );
});

test('a rejected replacement of a rejected credential causes its own event', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  world.alation.revoke(refreshToken);
  await world.sweepFor(DAY_MS);
  const sent = () => detailTypes(world).filter((type) => type === DetailType.rotationFailed).length;
  expect(sent()).toBe(1);
  world.store.putCredentials('bi', { base_url: BASE_URL, refresh_token: 'x'.repeat(40), user_id: 1 });
  await world.sweepFor(DAY_MS);
  expect(sent()).toBe(2);
});

test('a request causes no mint from a rejected credential', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  world.alation.revoke(refreshToken);
  await world.sweepFor(DAY_MS);
  let mints = 0;
  const counting = world.rotator({
    before({ operation }) {
      if (operation === 'mint') mints += 1;
    },
  });
  await world.sweep(counting, { only: ['bi'], requestedAt: Infinity });
  expect(mints).toBe(0);
});

test('a rotation mints from the issuing credential if the next credential is rejected, and one event reports the rejection', async () => {
  const [world, [, second = '']] = await freshWorld(2);
  world.alation.revoke(second);
  await world.sweepFor(2 * DAY_MS);
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.stateOf('bi')).toMatchObject({
    status: { state: 'fresh' },
    accessToken: { credential: 'a' },
    credentials: [{ state: 'active' }, { name: 'b', state: 'rejected' }],
  });
  const failures = world.events.filter(({ detailType }) => detailType === DetailType.rotationFailed);
  expect(failures.map(({ detail }) => detail['credential'])).toEqual(['b']);
});

test('a new credential that is rejected leaves the published access token in place', async () => {
  const [world, [first = '']] = await freshWorld(2);
  const published = world.published('bi');
  const good = { name: 'a', refresh_token: first, user_id: 100 };
  const bad = { name: 'b', refresh_token: 'x'.repeat(40), user_id: 9 };
  world.store.putCredentials('bi', { base_url: BASE_URL, credentials: [good, bad] });
  world.clock.moveBy(INTERVAL_MS);
  expect((await world.sweep()).outcomes.skipped).toBe(1);
  expect(world.published('bi')).toBe(published);
  expect(world.alation.mintsOf(first)).toBe(1);
  expect(world.stateOf('bi').credentials).toMatchObject([{ name: 'a' }, { name: 'b', state: 'rejected' }]);
});

test('a new credential that is rejected does not delay the replacement of an expired access token', async () => {
  const [world, [first = '']] = await freshWorld(2);
  world.clock.moveBy(25 * HOUR_MS);
  const good = { name: 'a', refresh_token: first, user_id: 100 };
  const bad = { name: 'b', refresh_token: 'x'.repeat(40), user_id: 9 };
  world.store.putCredentials('bi', { base_url: BASE_URL, credentials: [good, bad] });
  await world.sweep();
  expect(world.consumerIsServed('bi')).toBe(true);
});

test('a revoked access token is replaced after the next probe', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  world.alation.revokeAccessTokens(refreshToken);
  await world.sweepFor(HOUR_MS + INTERVAL_MS);
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.events.at(-1)).toMatchObject({ detailType: DetailType.rotated, detail: { reason: 'Dead' } });
});

test('after a probe without a response the access token stays published, and the next sweep repeats the probe', async () => {
  const [world] = await freshWorld(1);
  const slot = START + HOUR_MS * hashFraction('bi');
  const withoutVerification = world.rotator(failing(['verify'], 'AlationUnavailable'));
  const sweepAt = async (at: number, rotator?: SweepDependencies) => {
    world.clock.moveBy(at - world.clock.now());
    return (await world.sweep(rotator, { scheduledAt: at })).outcomes;
  };
  const tags = world.store.tagsOf('bi');
  expect((await sweepAt(slot + HOUR_MS, withoutVerification))['probe-unanswered']).toBe(1);
  expect(world.stateOf('bi').accessToken).toMatchObject({ verified: true, unanswered: true });
  expect((await sweepAt(slot + HOUR_MS + INTERVAL_MS)).probed).toBe(1);
  expect(world.store.tagsOf('bi')).toEqual(tags);
  expect((await sweepAt(slot + HOUR_MS + 2 * INTERVAL_MS)).probed).toBe(0);
  expect(world.store.accessTokenVersions('bi')).toHaveLength(1);
});

test.each([
  { what: 'text', text: 'pasted by hand' },
  { what: 'other JSON', text: '{"token":"x"}' },
  { what: 'binary', text: undefined },
])('a value that is not an access token is replaced after the next probe: $what', async ({ text }) => {
  const [world] = await freshWorld(1);
  world.store.putForeignAccessToken('bi', text);
  await world.sweepFor(HOUR_MS + INTERVAL_MS);
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.events.at(-1)).toMatchObject({ detail: { reason: 'Dead' } });
});

test('after a rollback of AWSCURRENT to an inactive access token the next probe causes a rotation', async () => {
  const [world] = await freshWorld(1);
  const [oldest = ''] = world.store.accessTokenVersions('bi');
  await world.sweepFor(13 * HOUR_MS);
  for (let rollback = 0; rollback < 3; rollback++) {
    world.store.rollBackAccessToken('bi', oldest);
    expect(world.consumerIsServed('bi')).toBe(false);
    await world.sweepFor(HOUR_MS + INTERVAL_MS);
    expect(world.consumerIsServed('bi')).toBe(true);
  }
  expect(new Set(world.store.accessTokenVersions('bi')).size).toBeGreaterThanOrEqual(5);
});

test('lost tags are rebuilt without a mint', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  const before = world.stateOf('bi');
  world.store.loseTags('bi');
  await world.sweep();
  expect(world.alation.mintsOf(refreshToken)).toBe(1);
  const { acceptedVersion, credentials, accessToken, baseUrl } = world.stateOf('bi');
  expect({ acceptedVersion, baseUrl }).toEqual({
    acceptedVersion: before.acceptedVersion,
    baseUrl: before.baseUrl,
  });
  // The document contains neither `isFirst`, the credential's fingerprint nor the number of versions. No promise to consumers
  // depends on them.
  const lost = { isFirst: undefined, fingerprint: undefined, versions: undefined };
  expect(accessToken).toEqual({ ...before.accessToken, ...lost });
  expect(credentials).toMatchObject([{ name: 'default', expirySource: 'reported' }]);
});

test('a paused integration is not rotated, and is rotated again when it is resumed', async () => {
  const [world, [refreshToken = '']] = await freshWorld(1);
  world.store.setTag('bi', Tag.paused, 'true');
  await world.sweepFor(2 * DAY_MS);
  expect(world.alation.mintsOf(refreshToken)).toBe(1);
  world.store.setTag('bi', Tag.paused, '');
  await world.sweep();
  expect(world.consumerIsServed('bi')).toBe(true);
});

test('a request causes a rotation of the named integration and of no other', async () => {
  const [world] = await freshWorld(2);
  world.integrationWith('other', 1);
  world.clock.moveBy(HOUR_MS);
  const summary = await world.sweep(undefined, { only: ['bi', 'unknown'], requestedAt: Infinity });
  expect(summary).toMatchObject({ due: 1, outcomes: { rotated: 1 }, gauges: undefined });
  expect(world.published('other')).toBeUndefined();
  expect(world.log).toContainEqual({
    level: 'warn',
    event: 'IntegrationUnknown',
    fields: { integration: 'unknown' },
  });
});

test('a credential that replaces another credential mints in the next sweep although the access token is fresh', async () => {
  const [world, [old = '']] = await freshWorld(1);
  const issued = world.alation.issueRefreshToken();
  world.store.putCredentials('bi', { base_url: BASE_URL, ...issued });
  await world.sweep();
  expect(world.alation.mintsOf(issued.refresh_token)).toBe(1);
  expect(world.alation.mintsOf(old)).toBe(1);
  expect(detailTypes(world).filter((type) => type === DetailType.refreshTokenAccepted)).toHaveLength(2);
});

test('a listing that is five minutes old causes no second mint', async () => {
  const world = rotationWorld({ listingLagMs: 5 * MINUTE_MS });
  const [refreshToken = ''] = world.integrationWith('bi', 1);
  await world.sweep();
  expect(world.published('bi')).toBeUndefined();
  world.clock.moveBy(5 * MINUTE_MS);
  await world.sweep();
  expect(world.alation.mintsOf(refreshToken)).toBe(1);
  world.clock.moveBy(MINUTE_MS);
  await world.sweep();
  expect(world.alation.mintsOf(refreshToken)).toBe(1);
});

test.each([
  ['not JSON', 'surely not JSON'],
  ['binary', undefined],
  ['without a refresh token', { base_url: BASE_URL, user_id: 1 }],
  ['64 KiB long', 'x'.repeat(65_536)],
])('credentials that are %s cause a failure of their own integration only', async (_, value) => {
  const world = rotationWorld();
  world.integrationWith('bad', 1);
  world.integrationWith('good', 1);
  await world.sweep();
  const published = world.published('bad');
  world.store.putCredentials('bad', value);
  world.clock.moveBy(12 * HOUR_MS);
  const { outcomes } = await world.sweep();
  expect(outcomes).toMatchObject({ rotated: 1, failed: 1 });
  expect(world.published('bad')).toBe(published);
  expect(world.stateOf('bad').status).toMatchObject({ state: 'failing', code: 'CredentialsMalformed' });
});

test('an integration that is deleted after the listing is skipped', async () => {
  const world = rotationWorld();
  world.integrationWith('bi', 1);
  const deleting = world.rotator({
    before({ operation }) {
      if (operation === 'describeIntegration') world.store.deleteIntegration('bi');
    },
  });
  const { outcomes } = await world.sweep(deleting);
  expect(outcomes).toMatchObject({ skipped: 1, failed: 0 });
});

test('each due integration has one outcome, whatever fails', async () => {
  const world = rotationWorld();
  for (let at = 0; at < 60; at++) world.integrationWith(`bi-${at}`, 1);
  const partlyFailing = world.rotator({
    before({ operation, index }) {
      if (index % 7 === 0) throw new RotationError('SecretsManagerUnavailable', `injected into ${operation}`);
      if (index % 11 === 0) throw new TypeError('a defect');
    },
  });
  const { due, outcomes } = await world.sweep(partlyFailing);
  expect(due).toBe(60);
  expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(60);
  expect(outcomes.failed).toBeGreaterThan(0);
  expect(outcomes.rotated).toBeGreaterThan(0);
});

test('the next sweep rotates an integration that was deferred because the deadline was near', async () => {
  const world = rotationWorld();
  for (let at = 0; at < 40; at++) world.integrationWith(`bi-${at}`, 1);
  const slow = world.rotator({ before: () => world.clock.sleep(10_000) });
  const endsAt = world.clock.now() + 2.5 * MINUTE_MS;
  const first = await world.sweep(slow, { remainingMs: () => endsAt - world.clock.now() });
  expect(first.outcomes.deferred).toBeGreaterThan(0);
  expect(first.outcomes.rotated + first.outcomes.deferred).toBe(40);
  expect(world.clock.now()).toBeLessThanOrEqual(endsAt);
  const second = await world.sweep();
  expect(second.outcomes.rotated).toBe(first.outcomes.deferred);
});

test('no mint starts after the deadline of an integration', async () => {
  const world = rotationWorld();
  const [refreshToken = ''] = world.integrationWith('bi', 1);
  const { outcomes } = await world.sweep(
    world.rotator({
      before: ({ operation }) => (operation === 'readSecrets' ? world.clock.sleep(61_000) : undefined),
    }),
  );
  expect(world.alation.mintsOf(refreshToken)).toBe(0);
  expect(outcomes.failed).toBe(1);
  expect(world.stateOf('bi').status?.code).toBe('DeadlineTooShort');
});

test('if a state cannot be saved, the rotation succeeds and the log has an error', async () => {
  const world = rotationWorld();
  world.integrationWith('bi', 1);
  const { outcomes } = await world.sweep(world.rotator(failing(['writeTags'], 'SecretsManagerUnavailable')));
  expect(outcomes.rotated).toBe(1);
  expect(world.log).toContainEqual(expect.objectContaining({ event: 'StateNotSaved' }));
});

test('if an access token cannot be stored, the next sweep mints again', async () => {
  const [world] = await freshWorld(1);
  world.clock.moveBy(12 * HOUR_MS);
  const { outcomes } = await world.sweep(
    world.rotator(failing(['putAccessToken'], 'SecretsManagerUnavailable')),
  );
  expect(outcomes.failed).toBe(1);
  expect(world.stateOf('bi').accessToken?.verified).toBe(false);
  await world.sweep();
  expect(world.consumerIsServed('bi')).toBe(true);
});

test('a write that is repeated after a lost response creates only one version', async () => {
  const [world] = await freshWorld(1);
  world.clock.moveBy(12 * HOUR_MS);
  let lost = 0;
  const { outcomes } = await world.sweep(
    world.rotator({
      after({ operation }) {
        if (operation === 'putAccessToken' && lost++ < 2) {
          throw new RotationError('SecretsManagerUnavailable', 'injected');
        }
      },
    }),
  );
  expect(outcomes.rotated).toBe(1);
  expect(world.store.accessTokenVersions('bi')).toHaveLength(2);
  expect(world.consumerIsServed('bi')).toBe(true);
});

test('an access token with too short a lifetime for the schedule is published and reported', async () => {
  const [world] = await freshWorld(1, { accessTokenLifetimeMs: 20 * MINUTE_MS });
  expect(world.consumerIsServed('bi')).toBe(true);
  expect(world.stateOf('bi').status).toMatchObject({ state: 'failing', code: 'LifetimeTooShort' });
});

test('with two OAuth clients consumers are served at each sweep of a day', async () => {
  const world = rotationWorld({ accessTokenLifetimeMs: 2 * HOUR_MS });
  world.store.addIntegration('bi');
  const credentials = ['a', 'b'].map((name) => ({ name, ...world.alation.registerOAuthClient() }));
  world.store.putCredentials('bi', { base_url: BASE_URL, credentials });
  for (let sweep = 0; sweep < 96; sweep++) {
    await world.sweepFor(INTERVAL_MS);
    expect(world.consumerIsServed('bi')).toBe(true);
  }
});

test('if one credential of two is forbidden, consumers are served and an event reports the failure', async () => {
  const [world] = await freshWorld(2);
  const forbidden = world.rotator(failing(['mint'], 'AlationForbidden', {}, withCredential('b')));
  for (let sweep = 0; sweep < (3 * DAY_MS) / INTERVAL_MS; sweep++) {
    await world.sweepFor(INTERVAL_MS, forbidden);
    expect(world.consumerIsServed('bi')).toBe(true);
  }
  expect(detailTypes(world)).toContain(DetailType.rotationFailed);
});

test('while the only credential that Alation accepted is forbidden, a rejected credential is checked once a day', async () => {
  const [world, [first = '', second = '']] = await freshWorld(2);
  world.alation.revoke(first);
  await world.sweepFor(2 * DAY_MS);
  world.alation.forbid(second, true);
  await world.sweepFor(DAY_MS);
  let checks = 0;
  const rotator = world.rotator({
    before(call) {
      if (call.operation === 'inspect' && withCredential('a')(call)) checks += 1;
    },
  });
  await world.sweepFor(3 * DAY_MS, rotator);
  expect(checks).toBe(3);
});

test('after a requested rotation that could not revoke the published access token, the tags contain no doubt about it', async () => {
  const [world] = await freshWorld(2);
  world.clock.moveBy(HOUR_MS);
  const written: object[] = [];
  const rotator = world.rotator({
    before({ operation, args }) {
      if (operation === 'mint') throw new RotationError('AlationUnavailable', 'injected', { sent: false });
      if (operation === 'writeTags') written.push(Object(args[1]));
    },
  });
  await world.sweep(rotator, { only: ['bi'], requestedAt: Infinity });
  expect(world.stateOf('bi').accessToken?.verified).toBe(true);
  // First the doubt before the mint, then the state after the failure, which contains no doubt. Unchanged tags are not written.
  expect(written).toEqual([{ [Tag.accessToken]: expect.any(String) }, expect.any(Object)]);
  expect(written[1]).toHaveProperty(Tag.accessToken);
  expect(written[1]).not.toHaveProperty(Tag.baseUrl);
});

test('if the second credential is forbidden, the published access token always has a third of its lifetime left, minus three intervals', async () => {
  const world = rotationWorld();
  world.integrationWith('bi', 2);
  await world.sweep();
  const forbidden = world.rotator(failing(['mint'], 'AlationForbidden', {}, withCredential('b')));
  let leastMs = Infinity;
  for (let sweep = 0; sweep < 4 * 96; sweep++) {
    world.clock.moveBy(INTERVAL_MS);
    const expiresAt = world.alation.expiryOf(world.published('bi') ?? '') ?? 0;
    leastMs = Math.min(leastMs, expiresAt - world.clock.now());
    await world.sweep(forbidden);
    expect(world.consumerIsServed('bi')).toBe(true);
  }
  // A third of 24 h, minus an interval and the two intervals that a backoff may take.
  expect(leastMs).toBeGreaterThanOrEqual(8 * HOUR_MS - 3 * INTERVAL_MS);
});

test('if one credential is refused, the published access token is replaced before its expiry', async () => {
  const world = rotationWorld();
  const [first = ''] = world.integrationWith('bi', 1);
  await world.sweep();
  world.clock.moveBy(HOUR_MS + 7_000);
  world.store.putCredentials('bi', {
    base_url: BASE_URL,
    credentials: [
      { name: 'default', refresh_token: first, user_id: 100 },
      { name: 'second', client_id: 'none', client_secret: 'of-this-instance' },
    ],
  });
  const refusing = world.rotator(failing(['mint'], 'AlationRequestRefused', {}, withCredential('second')));
  for (let sweep = 0; sweep < 2 * 96; sweep++) {
    await world.sweep(refusing);
    expect(world.consumerIsServed('bi')).toBe(true);
    world.clock.moveBy(INTERVAL_MS);
    expect(world.consumerIsServed('bi')).toBe(true);
  }
});
