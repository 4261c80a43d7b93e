/** Tests a production and a development rotator in one account, from `cdk deploy` to `cdk destroy`. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { startLocalAlation, type LocalAlation } from '../../local/alation/server.ts';
import { systemClock } from '../../local/clock.ts';
import { findLeaks } from '../support/canary.ts';
import { connection } from './account.ts';
import { bootstrap, deploy, destroy } from './cdk.ts';
import { startConnectProxy, type ConnectProxy } from '../support/connect-proxy.ts';
import type { Invocation } from './deployed-function.ts';
import { deployedStack, type DeployedStack } from './deployed-stack.ts';
import { createQueue, messagesOf, subscribeQueue } from './queues.ts';
import { existingNetwork } from './network.ts';
import { DAY_MS } from '../../functions/time.ts';

const tls = (name: string) => readFileSync(join(import.meta.dirname, 'tls', name), 'utf8');

const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
const secrets = new SecretsManagerClient(connection);
/** Values that no output may show. */
const canaries: string[] = [];
const invocations: Invocation[] = [];

/** Ms by which the clock of Alation and of the functions is ahead of this machine's. */
let msAhead = 0;
let alation: LocalAlation;
let proxy: ConnectProxy;
let production: TokenRotatorProps;
let development: TokenRotatorProps;
let prod: DeployedStack;
let dev: DeployedStack;

beforeAll(async () => {
  alation = await startLocalAlation({
    clock: { ...systemClock, now: () => systemClock.now() + msAhead },
    supersession: 'revokes',
    tls: { key: tls('alation-key.pem'), cert: tls('alation-cert.pem') },
  });
  proxy = await startConnectProxy(alation.port);
  const shared = {
    allowedHosts: ['alation.example.com'],
    httpsProxy: proxy.url,
    caBundle: 'test/deploy/tls/company-ca.pem',
    network: await existingNetwork(),
  };
  production = {
    // On the first day of a month the warner would add a summary to the message.
    summary: 'none',
    ...shared,
    prefix: 'prod',
    integrations: {
      tableau: {
        owner: 'bi-team',
        readers: ['arn:aws:iam::210987654321:role/tableau'],
        replicas: [{ region: 'us-east-1' }],
      },
      loader: { owner: 'platform' },
    },
    alertSubscriptions: [
      { protocol: 'sqs', endpoint: await createQueue('everything') },
      { protocol: 'sqs', endpoint: await createQueue('bi-team'), owners: ['bi-team'] },
      { protocol: 'sqs', endpoint: await createQueue('platform'), owners: ['platform'] },
    ],
    chatChannels: { ops: {}, platform: { owners: ['platform'] } },
  };
  development = { ...shared, prefix: 'dev', integrations: { sandbox: {} }, shards: 2 };
  await bootstrap();
  await deploy(folder, production);
  prod = await deployedStack(folder, 'prod');
  await deploy(folder, development);
  dev = await deployedStack(folder, 'dev');
});

afterAll(async () => {
  secrets.destroy();
  proxy.close();
  await alation.close();
  rmSync(folder, { recursive: true });
});

test('the deployment creates every resource of the template', () => {
  for (const { resources, template } of [prod, dev]) {
    const wanted = Object.entries(template.Resources).filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata');
    const created = resources
      .filter(({ type }) => type !== 'AWS::CDK::Metadata')
      .map(({ logicalId }) => logicalId);
    expect(created.sort()).toEqual(wanted.map(([id]) => id).sort());
  }
});

test('the deployment creates secrets without values, with tags and replicas', async () => {
  await expect(value('prod/tableau/access-token')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(value('prod/tableau/credentials')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });

  const described = await secrets.send(new DescribeSecretCommand({ SecretId: 'prod/tableau/access-token' }));
  expect(described.ReplicationStatus).toMatchObject([{ Region: 'us-east-1' }]);
  expect(Object.fromEntries((described.Tags ?? []).map(({ Key, Value }) => [Key, Value]))).toMatchObject({
    'token-rotator:role': 'access-token',
    'token-rotator:owner': 'bi-team',
    'token-rotator:replicas': 'us-east-1',
  });
});

test('without stored credentials a sweep has nothing due and sends no request to Alation', async () => {
  const { returned } = await run(prod.rotator, prod.rotatorInputs[0]);

  expect(returned).toMatchObject({ due: 0, gauges: { integrations: 2, integrationsFailing: 0 } });
  expect(alation.calls.all()).toEqual([]);
});

test('after credentials are stored, the rotator publishes an access token that Alation accepts', async () => {
  await storeCredentials('prod/tableau/credentials');

  const { returned } = await run(prod.rotator, prod.rotatorInputs[0]);

  expect(returned).toMatchObject({ outcomes: { rotated: 1, failed: 0 } });
  const accessToken = await published('prod/tableau/access-token');
  expect(alation.isAccessTokenActive(accessToken)).toBe(true);
  canaries.push(accessToken);
});

test('the rotator calls Alation only through a tunnel of the proxy, which sees only the host name', () => {
  expect(new Set(proxy.tunnels)).toEqual(new Set(['alation.example.com:443']));
});

test('the sweep after a rotation mints nothing', async () => {
  const minted = alation.calls.count({ minted: true });

  await run(prod.rotator, prod.rotatorInputs[0]);

  expect(alation.calls.count({ minted: true })).toBe(minted);
});

test('the warner sends no alert about accepted credentials if it sent no alert about a failure', async () => {
  expect((await run(prod.warner, prod.warnerInputs[0])).returned).toMatchObject({ due: 0 });

  expect(await messagesOf('everything')).toEqual([]);
});

test('the warner sends the alert of 14 days to the owner, to subscribers without a filter and to the chat, but to no other owner', async () => {
  const opsChat = await subscribeQueue('ops-chat', prod.chatTopicArn('ops'));
  const platformChat = await subscribeQueue('platform-chat', prod.chatTopicArn('platform'));
  msAhead = 45.5 * DAY_MS;

  expect((await run(prod.rotator, prod.rotatorInputs[0])).returned).toMatchObject({
    outcomes: { rotated: 1 },
  });
  canaries.push(await published('prod/tableau/access-token'));
  expect((await run(prod.warner, prod.warnerInputs[0])).returned).toMatchObject({
    due: 1,
    alertsFailed: 0,
  });

  const [alert] = await messagesOf('everything');
  expect(alert?.Subject).toMatch(/^\[WARNING\] tableau: last refresh token expires in 14 days \(/);
  expect(alert?.Message).toContain('the refresh token "default" expires in 14 days');
  expect(await messagesOf('bi-team')).toEqual([alert]);
  expect(await messagesOf('platform')).toEqual([]);

  const [shown] = await messagesOf(opsChat);
  expect(chatNotification.parse(JSON.parse(shown?.Message ?? '')).content).toEqual({
    textType: 'client-markdown',
    title: alert?.Subject,
    description: `\`\`\`\n${alert?.Message}\n\`\`\``,
    keywords: ['warning', 'bi-team'],
  });
  expect(await messagesOf(platformChat)).toEqual([]);
});

test('the warner sends no alert twice', async () => {
  expect((await run(prod.warner, prod.warnerInputs[0])).returned).toMatchObject({ due: 0 });
  expect(await messagesOf('everything')).toEqual([]);
});

test('the warner logs how many replicas are not current, as Secrets Manager reports', async () => {
  const { printed } = await run(prod.warner, { check: 'replicas' });

  expect(linesOf(printed)).toContainEqual(
    expect.objectContaining({ message: 'ReplicasChecked', replicas: 1, notCurrent: 0 }),
  );
});

test('a rotator lists only its own integrations, although another rotator is in the account', async () => {
  await storeCredentials('dev/sandbox/credentials');

  expect((await run(prod.rotator, prod.rotatorInputs[0])).returned).toMatchObject({
    gauges: { integrations: 2 },
  });
  const parts = await Promise.all(dev.rotatorInputs.map((input) => run(dev.rotator, input)));
  const seen = parts.map(({ returned }) =>
    z.object({ gauges: z.object({ integrations: z.number() }) }).parse(returned),
  );
  expect(seen.reduce((sum, { gauges }) => sum + gauges.integrations, 0)).toBe(1);
  canaries.push(await published('dev/sandbox/access-token'));
});

test('metrics have the dimensions prefix and service and no others', () => {
  const dimensions = new Set(
    invocations
      .flatMap(({ printed }) => linesOf(printed))
      .filter((line) => '_aws' in line)
      .map(({ service, prefix, _aws }) => JSON.stringify([service, prefix, dimensionsOf(_aws)])),
  );

  expect([...dimensions].sort()).toEqual(
    [
      ['rotator', 'dev', ['prefix', 'service']],
      ['rotator', 'prod', ['prefix', 'service']],
      ['warner', 'prod', ['prefix', 'service']],
    ].map((one) => JSON.stringify(one)),
  );
});

test('the published access token stays the same when a deployment changes settings', async () => {
  const before = await current('prod/tableau/access-token');

  await deploy(folder, {
    ...production,
    rotationIntervalMinutes: 30,
    writesPerSecond: 20,
    nearExpiryFraction: 0.2,
  });

  expect(await current('prod/tableau/access-token')).toEqual(before);
  const changed = await deployedStack(folder, 'prod');
  expect(changed.rotator.environment).toMatchObject({
    ROTATION_INTERVAL_MINUTES: '30',
    WRITES_PER_SECOND: '20',
  });
});

test('the secrets of an integration removed from the settings stay, with their policies', async () => {
  const loader = ['prod/loader/credentials', 'prod/loader/access-token'];
  const before = await Promise.all(loader.map(policyOf));
  expect(before.join()).toContain('ReadersNeverReadCredentials');

  const { tableau = {} } = production.integrations;
  await deploy(folder, {
    ...production,
    integrations: { tableau: { ...tableau, readers: [] }, successor: { owner: 'platform' } },
  });

  expect(await Promise.all(loader.map(policyOf))).toEqual(before);
  // The settings no longer name this reader, so the deployment removes the reader from the policy.
  expect(await policyOf('prod/tableau/access-token')).not.toContain('role/tableau');
});

test('after the stack is destroyed, the secrets, their policies and the other rotator stay', async () => {
  const all = ['prod/tableau/credentials', 'prod/tableau/access-token', 'prod/loader/credentials'];
  const policies = await Promise.all(all.map(policyOf));
  const before = await current('prod/tableau/access-token');

  await destroy(folder, production);

  expect(await current('prod/tableau/access-token')).toEqual(before);
  expect(await Promise.all(all.map(policyOf))).toEqual(policies);
  expect((await run(dev.rotator, dev.rotatorInputs[0])).returned).toMatchObject({ outcomes: { failed: 0 } });
});

test('no output of the functions contains a secret value', () => {
  expect(
    findLeaks(
      invocations.map(({ printed, returned }) => printed + JSON.stringify(returned)).join('\n'),
      canaries,
    ),
  ).toEqual([]);
  expect(canaries.length).toBeGreaterThanOrEqual(4);
});

/** The message that Amazon Q Developer in chat applications shows. */
const chatNotification = z.object({
  version: z.literal('1.0'),
  source: z.literal('custom'),
  content: z.looseObject({ textType: z.literal('client-markdown') }),
});

async function run(what: DeployedStack['rotator'], input: unknown): Promise<Invocation> {
  const invocation = await what.invoke(input, msAhead);
  if (invocation.failed !== undefined) throw new Error(`${invocation.failed}\n${invocation.printed}`);
  invocations.push(invocation);
  return invocation;
}

async function storeCredentials(name: string): Promise<void> {
  const { refreshToken, userId } = alation.createRefreshTokenInUi({ userId: 102, name });
  canaries.push(refreshToken);
  await secrets.send(
    new PutSecretValueCommand({
      SecretId: name,
      SecretString: JSON.stringify({
        base_url: 'https://alation.example.com',
        refresh_token: refreshToken,
        user_id: userId,
      }),
    }),
  );
}

/** The resource policy of a secret as text. */
async function policyOf(name: string): Promise<string> {
  const { ResourcePolicy } = await secrets.send(new GetResourcePolicyCommand({ SecretId: name }));
  return ResourcePolicy ?? '';
}

function current(name: string) {
  return secrets
    .send(new GetSecretValueCommand({ SecretId: name }))
    .then(({ VersionId, SecretString }) => ({ VersionId, SecretString }));
}

function value(name: string) {
  return secrets.send(new GetSecretValueCommand({ SecretId: name }));
}

async function published(name: string): Promise<string> {
  const { SecretString } = await value(name);
  return z.object({ access_token: z.string() }).parse(JSON.parse(SecretString ?? '')).access_token;
}

/** The JSON lines of the output. */
function linesOf(printed: string): readonly Record<string, unknown>[] {
  return printed
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
}

function dimensionsOf(metadata: unknown): readonly string[] {
  const { CloudWatchMetrics } = z
    .object({ CloudWatchMetrics: z.array(z.object({ Dimensions: z.array(z.array(z.string())) })) })
    .parse(metadata);
  return [...new Set(CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions.flat()))].sort();
}
