import { expect, test } from 'vitest';
import { DetailType, EventSource } from '../../functions/contract.ts';
import { accessTokenSecret } from '../../local/installation/names.ts';
import { type Deployment, deploy, DAY_MS, HOUR_MS, MINUTE_MS } from './deployment.ts';
import { isServed, logged, published, stateOf, versionCount } from './observations.ts';

/** A request as EventBridge delivers it now. Its time has whole seconds. */
function requested(deployment: Deployment, detail: object) {
  const time = new Date(deployment.clock.now()).toISOString().replace(/\.\d{3}/, '');
  return {
    version: '0',
    source: EventSource,
    'detail-type': DetailType.rotationRequested,
    time,
    detail: { version: '1', ...detail },
  };
}

const tableau = { integration: 'tableau' };

/** Creates an integration with two credentials. Its access token is two hours old. */
async function twoHoursOld(): Promise<Deployment> {
  const deployment = await deploy();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.sweepFor(2 * HOUR_MS);
  return deployment;
}

/** Number of versions of the access-token secret that are too young for AWS to remove. */
function youngVersions({ aws, clock }: Deployment): number {
  const versions = [...aws.secrets.require(accessTokenSecret('tableau')).versions.values()];
  return versions.filter(({ createdAt }) => createdAt > clock.now() - DAY_MS).length;
}

const versionListings = (deployment: Deployment) =>
  deployment.awsCalls.filter(({ operation }) => operation === 'ListSecretVersionIds').length;

test.each([10, 14])(
  'a job that requests a rotation every %i minutes always finds an active access token',
  async (minutes) => {
    const deployment = await twoHoursOld();
    for (let at = 0; at < DAY_MS; at += minutes * MINUTE_MS) {
      await deployment.clock.advance(minutes * MINUTE_MS);
      await deployment.rotate(requested(deployment, tableau));
      expect(await isServed(deployment, 'tableau')).toBe(true);
      expect(youngVersions(deployment)).toBeLessThan(76);
    }
    expect(logged(deployment, 'RotationFailed')).toEqual([]);
    expect(versionListings(deployment)).toBeLessThan(40);
  },
);

test('a burst of 150 requests causes one new access token', async () => {
  const deployment = await twoHoursOld();
  for (let request = 0; request < 150; request++) {
    await deployment.clock.advance(1_000);
    const { outcomes } = await deployment.rotate(requested(deployment, tableau));
    expect(outcomes).toMatchObject(request === 0 ? { rotated: 1 } : { probed: 1 });
  }
  expect(versionCount(deployment, 'tableau')).toBe(2);
  expect(logged(deployment, 'RequestAnswered')).toHaveLength(149);
  expect(await isServed(deployment, 'tableau')).toBe(true);
  expect(versionListings(deployment)).toBe(0);
});

test('110 forced requests within two hours leave enough versions for the schedule, and consumers always read an active access token', async () => {
  const deployment = await twoHoursOld();
  const force = { ...tableau, force: true };
  for (let request = 0; request < 110; request++) {
    await deployment.clock.advance(MINUTE_MS);
    const { outcomes } = await deployment.rotate(force);
    expect(outcomes.rotated + outcomes.failed).toBe(1);
    expect(await isServed(deployment, 'tableau')).toBe(true);
  }
  expect(youngVersions(deployment)).toBeGreaterThan(70);
  expect(youngVersions(deployment)).toBeLessThan(80);
  const refused = logged(deployment, 'RotationFailed');
  expect(refused).toHaveLength(110 - (versionCount(deployment, 'tableau') - 1));
  for (const line of refused) expect(line).toMatchObject({ code: 'VersionQuotaReached', state: 'fresh' });
  // A refused request changes nothing else: the integration stays fresh and has no backoff.
  expect(stateOf(deployment, 'tableau')).toMatchObject({ status: { state: 'fresh' }, backoff: undefined });
  const versions = versionCount(deployment, 'tableau');
  for (let sweeps = 0; sweeps < (26 * HOUR_MS) / (15 * MINUTE_MS); sweeps++) {
    await deployment.sweep();
    expect(await isServed(deployment, 'tableau')).toBe(true);
  }
  expect(versionCount(deployment, 'tableau')).not.toBe(versions);
  expect(logged(deployment, 'RotationFailed')).toHaveLength(refused.length);
  await expect(deployment.rotate(force)).resolves.toMatchObject({ outcomes: { rotated: 1 } });
});

test('an event that lists 1,000 integrations is refused and mints nothing', async () => {
  const deployment = await twoHoursOld();
  const integrations = ['tableau', ...Array.from({ length: 999 }, (_, index) => `integration-${index}`)];
  const summary = await deployment.rotate(requested(deployment, { integrations }));
  expect(summary).toMatchObject({ due: 0, outcomes: { rotated: 0 } });
  expect(logged(deployment, 'RequestRefused')).toEqual([
    expect.objectContaining({ explanation: expect.stringContaining('a list of length 1000') }),
  ]);
  expect(versionCount(deployment, 'tableau')).toBe(1);
});

test('an event with minimum_remaining_minutes rotates only if the remaining lifetime is shorter', async () => {
  const deployment = await twoHoursOld();
  const requestHours = (hours: number) =>
    deployment.rotate(requested(deployment, { ...tableau, minimum_remaining_minutes: hours * 60 }));
  await expect(requestHours(21)).resolves.toMatchObject({ outcomes: { probed: 1 } });
  await expect(requestHours(23)).resolves.toMatchObject({ outcomes: { rotated: 1 } });
  expect(versionCount(deployment, 'tableau')).toBe(2);
});

test('a request replaces a young access token immediately if Alation revoked the access token', async () => {
  const deployment = await twoHoursOld();
  await deployment.rotate(requested(deployment, tableau));
  await deployment.clock.advance(5 * MINUTE_MS);
  deployment.alation.revokeAccessToken((await published(deployment, 'tableau')).access_token);
  await expect(deployment.rotate(requested(deployment, tableau))).resolves.toMatchObject({
    outcomes: { rotated: 1 },
  });
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test.each([400, 900, 20 * MINUTE_MS])(
  'an event that is delivered again %i ms after its time causes one rotation',
  async (later) => {
    const deployment = await twoHoursOld();
    const event = requested(deployment, tableau);
    await deployment.clock.advance(400);
    await expect(deployment.rotate(event)).resolves.toMatchObject({ outcomes: { rotated: 1 } });
    await deployment.clock.advance(later - 400);
    await expect(deployment.rotate(event)).resolves.toMatchObject({ outcomes: { rotated: 0 } });
    expect(versionCount(deployment, 'tableau')).toBe(2);
  },
);

test('a forced invocation that Lambda delivers twice rotates once', async () => {
  const deployment = await twoHoursOld();
  const invocation = { ...tableau, force: true, time: new Date(deployment.clock.now()).toISOString() };
  await deployment.rotate(invocation);
  await deployment.rotate(invocation);
  expect(versionCount(deployment, 'tableau')).toBe(2);
});
