/** Tests two rotators in one account in real time, from `cdk deploy` to `cdk destroy` and `cdk import` into a new stack. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteResourcePolicyCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { REPLICA_CHECK } from '../../functions/contract.ts';
import { clientsOf, ENDPOINT, roleArn, root } from './account.ts';
import { startCompanyAlation, type CompanyAlation } from './company-alation.ts';
import {
  deployRotator,
  destroyRotator,
  importIntoRotator,
  retainedResources,
  type DeployedRotator,
  type Identifiers,
  type Settings,
} from './deployed-rotator.ts';
import { decisionsAbout } from './decisions.ts';
import { invoke } from './invoke.ts';
import { logLines } from './logs.ts';
import { statementsOf } from './managed-policy.ts';
import { operatorOf, type Command } from './operator.ts';
import { createQueue, takeAlerts } from './queues.ts';
import { moveDailyRun } from './schedules.ts';
import { forgetWarnings, published, resourcePolicyOf, store, versionOf } from './secrets.ts';
import { startTrail } from './trail.ts';

const DAY_MS = 86_400_000;
/** Options of `vi.waitFor`, in ms: enough for several runs of the schedule on a busy machine. */
const SWEEPS = { timeout: 600_000, interval: 1_000 };
/** Options of `vi.waitFor`, in ms: enough for a run that an event starts. */
const RUN = { timeout: 300_000, interval: 500 };

const account = clientsOf(root);
const folder = mkdtempSync(join(tmpdir(), 'story-'));
let company: CompanyAlation;
let command: Command;
let production: Settings;
let development: Settings;
let prod: DeployedRotator;
/** The resources that stay after the stack of `prod` is destroyed. */
let retained: Identifiers;

beforeAll(async () => {
  // The warner sends an alert about a refresh token with less than 14 days left.
  company = await startCompanyAlation({ refreshTokenLifetimeMs: 10 * DAY_MS });
  command = await operatorOf(company.environment);
  production = {
    ...company.settings,
    prefix: 'prod',
    integrations: {
      tableau: { owner: 'bi', readers: [roleArn('tableau-reader')], replicas: [{ region: 'eu-west-1' }] },
      loader: { owner: 'platform' },
      reports: { owner: 'platform' },
    },
    alertSubscriptions: [
      { protocol: 'sqs', endpoint: await createQueue(account, 'everything') },
      { protocol: 'sqs', endpoint: await createQueue(account, 'bi'), owners: ['bi'] },
    ],
    rotationIntervalMinutes: 1,
    probeIntervalMinutes: 1,
  };
  development = {
    ...company.settings,
    prefix: 'dev',
    integrations: { sandbox: {} },
    alertSubscriptions: [{ protocol: 'sqs', endpoint: await createQueue(account, 'development') }],
  };
  [prod] = await Promise.all([deployRotator(production), deployRotator(development)]);
});

afterAll(async () => {
  await company.close();
});

test('an operator onboards an integration with two refresh tokens', async () => {
  const first = await onboard('prod', 'tableau', company.newRefreshToken());
  expect(first).toMatchObject({ exitCode: 0, output: { outcome: 'published' } });
  expect(await onboard('prod', 'tableau', company.newRefreshToken(), '--second')).toMatchObject({
    exitCode: 0,
  });
  expect(company.alation.isAccessTokenActive((await published('prod/tableau')).access_token)).toBe(true);
});

test('an operator onboards an integration with an OAuth client', async () => {
  const onboarded = await onboard('prod', 'loader', company.newOAuthClient(), '--oauth');
  expect(onboarded).toMatchObject({ exitCode: 0, output: { outcome: 'published' } });
});

test('after a request the rotator publishes an access token from the other refresh token', async () => {
  const before = await published('prod/tableau');
  const rotated = await command('prod', 'rotate', 'tableau', '--force');
  expect(rotated).toMatchObject({ exitCode: 0, output: { outcome: 'published' } });
  expect((await published('prod/tableau')).credential).not.toBe(before.credential);
});

test('a rollback publishes the previous access token again', async () => {
  const before = await published('prod/tableau', 'AWSPREVIOUS');
  expect(await command('prod', 'rollback', 'tableau')).toMatchObject({ exitCode: 0 });
  expect(await published('prod/tableau')).toEqual(before);
});

test('a revocation makes the published access token inactive, and the rotator publishes a new access token at once', async () => {
  const { access_token: before } = await published('prod/tableau');
  const revoked = await command('prod', 'revoke', 'tableau', '--yes');
  expect(revoked).toMatchObject({ exitCode: 0, output: { outcome: 'published' } });
  expect(company.alation.isAccessTokenActive(before)).toBe(false);
  expect(await command('prod', 'verify', 'tableau')).toMatchObject({ exitCode: 0 });
});

test('the deployment schedules the daily run of the warner at 08:00 UTC, which this test moves to the next minute', async () => {
  await forgetWarnings('prod/tableau');
  expect(await moveDailyRun('prod')).toBe('cron(0 8 * * ? *)');
});

test('the schedule starts the rotator, which replaces a revoked access token, uses stored credentials and skips a paused integration', async () => {
  await store('prod/reports/credentials', company.newRefreshToken());
  expect(await command('prod', 'pause', 'loader')).toMatchObject({ exitCode: 0 });
  const tableau = (await published('prod/tableau')).access_token;
  const loader = (await published('prod/loader')).access_token;
  for (const accessToken of [tableau, loader]) company.alation.revokeAccessToken(accessToken);

  await Promise.all([expectActive('prod/tableau'), expectActive('prod/reports')]);

  expect((await published('prod/loader')).access_token).toBe(loader);
  expect(await command('prod', 'resume', 'loader')).toMatchObject({ exitCode: 0 });
});

test('with a trail, stored credentials start the rotator at once', async () => {
  await startTrail(ENDPOINT);
  await store('dev/sandbox/credentials', company.newRefreshToken());
  // The schedule of `dev` starts its rotator only every 15 minutes, so the stored credentials started this run.
  await expectActive('dev/sandbox', RUN);
});

test('the cron expression starts the daily run of the warner, which warns the owner and subscribers without a filter, but no other owner', async () => {
  const everything: string[] = [];
  const bi: string[] = [];
  await vi.waitFor(async () => {
    everything.push(...(await takeAlerts(account, 'everything')).map(({ Message }) => Message));
    bi.push(...(await takeAlerts(account, 'bi')).map(({ Message }) => Message));
    for (const alerts of [everything, bi]) {
      expect(alerts.join()).toMatch(/tableau: the refresh token "[\w-]+" expires in (?:9|10) days/);
    }
  }, SWEEPS);
  expect(bi.join()).not.toContain('reports');
});

test('the hourly check of the warner finds the replica of an access token', async () => {
  const { failed, returned } = await invoke(prod.functions.warner, prod.logGroups.warner, REPLICA_CHECK);
  expect({ failed, returned }).toMatchObject({ failed: false });
  const lines = await logLines(account, prod.logGroups.warner);
  expect(lines).toContainEqual(expect.objectContaining({ message: 'ReplicasChecked', replicas: 1 }));
});

test('a deployment with other integrations keeps every value, and the removed integration is still rotated', async () => {
  const kept = ['prod/tableau/access-token', 'prod/reports/access-token', 'prod/reports/credentials'];
  const before = await Promise.all(kept.map(versionOf));
  const { reports, ...others } = production.integrations;
  production = { ...production, integrations: { ...others, successor: { ...reports } } };

  prod = await deployRotator(production);

  expect(await Promise.all(kept.map(versionOf))).toEqual(before);
  expect(await command('prod', 'rotate', 'reports', '--force')).toMatchObject({ exitCode: 0 });
  const onboarded = await onboard('prod', 'successor', company.newRefreshToken());
  expect(onboarded).toMatchObject({ exitCode: 0, output: { outcome: 'published' } });
});

test('the rotator replaces a revoked access token after an operator resumed its integration', async () => {
  await expectActive('prod/loader');
});

test('doctor, status, events and test-alert exit 0 on an installation without problems', async () => {
  expect(await command('prod', 'doctor')).toMatchObject({ exitCode: 0 });
  expect(await command('prod', 'status', '--days', '1')).toMatchObject({
    exitCode: 0,
    output: { needsPerson: false },
  });
  expect(await command('prod', 'events')).toMatchObject({ exitCode: 0, output: { complete: true } });
  expect(await command('prod', 'test-alert')).toMatchObject({
    exitCode: 0,
    output: { confirmedSubscriptions: 2 },
  });
});

test('every secret keeps its value and its policy when the stack is deleted', async () => {
  const names = ['prod/tableau/credentials', 'prod/tableau/access-token', 'prod/loader/credentials'];
  const before = await Promise.all(names.map(versionOf));
  const policies = await Promise.all(names.map(resourcePolicyOf));

  retained = await retainedResources(prod);
  await destroyRotator(production);

  expect(await Promise.all(names.map(versionOf))).toEqual(before);
  expect(await Promise.all(names.map(resourcePolicyOf))).toEqual(policies);
});

test('a new stack imports the secrets, and its rotator publishes a new access token', async () => {
  await importIntoRotator(production, retained);
  // CloudFormation attaches no policy to a secret that has one.
  for (const { Id } of Object.values(retained)) {
    if (Id !== undefined) await account.secrets.send(new DeleteResourcePolicyCommand({ SecretId: Id }));
  }
  prod = await deployRotator(production);

  expect(await resourcePolicyOf('prod/tableau/credentials')).toContain('ReadersNeverReadCredentials');
  const rotated = await command('prod', 'rotate', 'tableau', '--force');
  expect(rotated).toMatchObject({ exitCode: 0, output: { outcome: 'published' } });
});

test('IAM denied no call of the functions or of the command in the tests of this file', () => {
  const decisions = decisionsAbout(/^(prod|dev)-token-rotator-|^operator$/);
  expect(new Set(decisions.map(({ role }) => role)).size).toBeGreaterThanOrEqual(5);
  expect(decisions.filter(({ allowed }) => !allowed)).toEqual([]);
});

test.each([
  ['rotator', 'TokenRotatorRole', ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage']],
  ['warner', 'TokenRotatorWarnerRole', ['logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage']],
] as const)(
  'the %s uses every action that its policy grants, except the actions of Lambda itself',
  async (name, role, exceptions) => {
    // Lambda uses the exceptions; ministack does not check them with IAM.
    const used = new Set(
      decisionsAbout(new RegExp(`^prod-token-rotator-${role}`)).map(({ action }) => action),
    );
    const granted = (await statementsOf(prod.policies[name]))
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action);
    expect([...new Set(granted)].filter((action) => !used.has(action)).sort()).toEqual(exceptions);
  },
);

function onboard(prefix: string, integration: string, credentials: object, ...options: readonly string[]) {
  const file = join(folder, 'credentials.json');
  writeFileSync(file, JSON.stringify(credentials), { mode: 0o600 });
  return command(prefix, 'onboard', integration, '--from-file', file, ...options);
}

/** Waits until consumers of an integration read an access token that Alation accepts. */
async function expectActive(integration: string, within = SWEEPS): Promise<void> {
  await vi.waitFor(async () => {
    expect(company.alation.isAccessTokenActive((await published(integration)).access_token)).toBe(true);
  }, within);
}
