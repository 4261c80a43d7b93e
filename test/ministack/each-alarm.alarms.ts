/** Each alarm fires by its own cause and returns to OK; the rotator replaces an access token at half of its lifetime. */
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ReplicateSecretToRegionsCommand, TagResourceCommand } from '@aws-sdk/client-secrets-manager';
import { SubscribeCommand } from '@aws-sdk/client-sns';
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { AlarmName, REPLICA_CHECK, Tag } from '../../functions/contract.ts';
import { clientsOf, root } from './account.ts';
import { startCompanyAlation, type CompanyAlation } from './company-alation.ts';
import { deployRotator, type DeployedRotator } from './deployed-rotator.ts';
import { invoke } from './invoke.ts';
import { changePolicy, statementsOf } from './managed-policy.ts';
import { createQueue, takeAlerts } from './queues.ts';
import { moveDailyRun, switchRotation } from './schedules.ts';
import { published, store } from './secrets.ts';

const MINUTE_MS = 60_000;
/** A schedule of one minute replaces an access token after at least 15 minutes: about half of this lifetime. */
const LIFETIME_MS = 32 * MINUTE_MS;
const WAIT = { timeout: 30 * MINUTE_MS, interval: 2_000 };

const account = clientsOf(root);
let company: CompanyAlation;
/** A rotator with a rotation interval of one minute, so that the periods of its alarms are minutes. */
let fast: DeployedRotator;
/**
 * A rotator whose alarm AccessTokenNearExpiry fires when less than three quarters of the lifetime are left. The quota
 * of versions delays the rotation to half of the lifetime, although `renewalFraction` is smaller.
 */
let early: DeployedRotator;
/** A rotator whose alerts have no subscriber. */
let silent: DeployedRotator;

beforeAll(async () => {
  company = await startCompanyAlation({ accessTokenLifetimeMs: LIFETIME_MS });
  const everything = await createQueue(account, 'everything');
  fast = await deployRotator({
    ...company.settings,
    prefix: 'fast',
    integrations: { tableau: { replicas: [{ region: 'eu-west-1' }] }, loader: {} },
    rotationIntervalMinutes: 1,
    probeIntervalMinutes: 1,
    alertSubscriptions: [{ protocol: 'sqs', endpoint: everything }],
  });
  early = await deployRotator({
    ...company.settings,
    prefix: 'early',
    integrations: { tableau: {} },
    rotationIntervalMinutes: 1,
    probeIntervalMinutes: 1,
    renewalFraction: 0.1,
    nearExpiryFraction: 0.75,
  });
  silent = await deployRotator({ ...company.settings, prefix: 'silent', integrations: { sandbox: {} } });
  await store('fast/tableau/credentials', company.newRefreshToken());
  await store('fast/loader/credentials', company.newRefreshToken());
  await store('early/tableau/credentials', company.newRefreshToken());
});

afterAll(async () => {
  await company.close();
});

test.concurrent('AccessTokenNearExpiry fires below three quarters of the lifetime, and returns to OK after the rotation', async () => {
  const first = await vi.waitFor(() => published('early/tableau'), WAIT);
  await expectState(early, AlarmName.accessTokenNearExpiry, 'ALARM');
  expect(await published('early/tableau')).toEqual(first);
  await expectState(early, AlarmName.accessTokenNearExpiry, 'OK');
  expect(await published('early/tableau')).not.toEqual(first);
});

test.concurrent('the rotator replaces an access token at half of its lifetime', async () => {
  const first = await vi.waitFor(() => published('fast/tableau'), WAIT);
  await vi.waitFor(async () => expect(await published('fast/tableau')).not.toEqual(first), WAIT);

  const [before, after] = [first, await published('fast/tableau')].map(({ issued_at }) =>
    Date.parse(String(issued_at)),
  );
  expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(14 * MINUTE_MS);
  expect((after ?? 0) - (before ?? 0)).toBeLessThan(18 * MINUTE_MS);
});

test.concurrent('RotationFailed fires when a refresh token is revoked, and returns to OK with another refresh token', async () => {
  await vi.waitFor(() => published('fast/loader'), WAIT);
  const [, loader] = company.alation.refreshTokens();
  company.alation.revokeRefreshToken(loader?.id ?? '', { withAccessTokens: true });
  await expectState(fast, AlarmName.rotationFailed, 'ALARM');
  await store('fast/loader/credentials', company.newRefreshToken());
  await expectState(fast, AlarmName.rotationFailed, 'OK');

  const texts = (await takeAlerts(account, 'everything')).map(({ Message }) => Message).join();
  expect(texts).toContain('fast-token-rotator/RotationFailed');
});

test.concurrent('RotationNotRunning of a new rotator returns to OK after its first sweeps', async () => {
  await expectState(fast, AlarmName.rotationNotRunning, 'OK');
});

test.concurrent('WarnerNotRunning fires before the first daily run, and returns to OK after this run', async () => {
  await expectState(silent, AlarmName.warnerNotRunning, 'ALARM');
  await moveDailyRun('silent');
  await expectState(silent, AlarmName.warnerNotRunning, 'OK');
});

test.concurrent('NobodySubscribed fires at a daily run, and returns to OK at the next daily run if a queue is subscribed', async () => {
  await expectState(silent, AlarmName.nobodySubscribed, 'ALARM');
  const Endpoint = await createQueue(account, 'late');
  await account.sns.send(new SubscribeCommand({ TopicArn: silent.topicArn, Protocol: 'sqs', Endpoint }));
  await moveDailyRun('silent');
  await expectState(silent, AlarmName.nobodySubscribed, 'OK');
});

test.concurrent('WarnerFailed fires when the warner is not allowed to list secrets, and returns to OK an hour later', async () => {
  const whole = await statementsOf(silent.policies.warner);
  await changePolicy(
    silent.policies.warner,
    whole.filter(({ Sid }) => Sid !== 'FindSecrets'),
  );
  expect(await invoke(silent.functions.warner, silent.logGroups.warner, {})).toMatchObject({ failed: true });
  await changePolicy(silent.policies.warner, whole);
  await expectState(silent, AlarmName.warnerFailed, 'ALARM');
  await expectState(silent, AlarmName.warnerFailed, 'OK');
});

test.concurrent('DeadLetterQueueNotEmpty fires at a dead letter, and returns to OK when the queue is empty', async () => {
  const QueueUrl = silent.deadLetterQueueUrl;
  await account.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a dead letter' }));
  await expectState(silent, AlarmName.deadLetterQueueNotEmpty, 'ALARM');
  await account.sqs.send(new PurgeQueueCommand({ QueueUrl }));
  await expectState(silent, AlarmName.deadLetterQueueNotEmpty, 'OK');
});

test.concurrent('ReplicaNotCurrent fires when two checks miss a replica, and returns to OK with the replica', async () => {
  const SecretId = 'fast/tableau/access-token';
  const check = () => invoke(fast.functions.warner, fast.logGroups.warner, REPLICA_CHECK);
  // The tag lists the Regions in which the deployment created replicas.
  const Tags = [{ Key: Tag.replicas, Value: 'eu-west-1 eu-central-1' }];
  await account.secrets.send(new TagResourceCommand({ SecretId, Tags }));
  await expectState(fast, AlarmName.replicaNotCurrent, 'ALARM', check);
  await account.secrets.send(
    new ReplicateSecretToRegionsCommand({ SecretId, AddReplicaRegions: [{ Region: 'eu-central-1' }] }),
  );
  await expectState(fast, AlarmName.replicaNotCurrent, 'OK', check);
});

test('RotationNotRunning fires when the schedule is off, and returns to OK when it is on', async () => {
  await switchRotation('fast', 'DISABLED');
  await expectState(fast, AlarmName.rotationNotRunning, 'ALARM');
  await switchRotation('fast', 'ENABLED');
  await expectState(fast, AlarmName.rotationNotRunning, 'OK');
});

/** Waits until an alarm of a rotator is in a state, and calls `meanwhile` before each check. */
async function expectState(
  { prefix }: DeployedRotator,
  name: string,
  state: string,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  const AlarmNames = [`${prefix}-token-rotator/${name}`];
  await vi.waitFor(async () => {
    await meanwhile();
    const { MetricAlarms } = await account.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }));
    expect(MetricAlarms?.[0]?.StateValue).toBe(state);
  }, WAIT);
}
