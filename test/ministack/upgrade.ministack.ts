/** Upgrades a rotator of release 0.1.0 to this version, and rolls it back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateStackCommand,
  UpdateStackCommand,
  waitUntilStackCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { GetSubscriptionAttributesCommand, ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ACCOUNT, clientsOf, REGION, root } from './account.ts';
import { startCompanyAlation, type CompanyAlation } from './company-alation.ts';
import { deployRotator, deployedRotator, type DeployedRotator } from './deployed-rotator.ts';
import { invoke } from './invoke.ts';
import { operatorOf, type Command } from './operator.ts';
import { putInS3 } from './s3.ts';
import { published, store, versionOf } from './secrets.ts';

/** Folder with the template of 0.1.0 and the zips of its functions, as `cdk deploy` of that release uploaded them. */
const RELEASE = join(import.meta.dirname, '../support/release-0.1.0');
const PROXY_IN_TEMPLATE = 'http://127.0.0.1:65000';
const StackName = 'alation-token-rotator';
const EMAIL = 'data-platform@example.com';
const SECRETS = ['alation/tableau/credentials', 'alation/tableau/access-token'];

const account = clientsOf(root);
const { cloudFormation } = account;
let company: CompanyAlation;
let command: Command;
let TemplateBody: string;
let rotator: DeployedRotator;

beforeAll(async () => {
  company = await startCompanyAlation();
  command = await operatorOf(company.environment, 'upgrade-operator');
  // Without indentation the template is shorter than CloudFormation's limit.
  const template = JSON.stringify(JSON.parse(readFileSync(join(RELEASE, 'template.json'), 'utf8')));
  TemplateBody = template.replaceAll(PROXY_IN_TEMPLATE, company.proxy.url);
  const archives = {
    rotator: readFileSync(join(RELEASE, 'rotator.zip')),
    warner: readFileSync(join(RELEASE, 'warner.zip')),
    certificates: zipSync({ 'company-ca.pem': readFileSync(company.settings.caBundle) }),
  };
  const bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
  for (const [name, zip] of Object.entries(archives))
    await putInS3(`${bucket}/release-0.1.0/${name}.zip`, zip);
});

afterAll(() => company.close());

test('release 0.1.0 publishes an access token and keeps its state in tags', async () => {
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }),
  );
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 300 }, { StackName });
  rotator = await deployedRotator('alation');
  const { base_url, ...first } = company.newRefreshToken();
  const { base_url: _, ...second } = company.newRefreshToken();
  await store('alation/tableau/credentials', {
    base_url,
    credentials: [
      { name: 'one', ...first },
      { name: 'two', ...second },
    ],
  });

  await run('rotator', {});
  await run('warner', {});

  await expectActive();
  expect(await published('alation/tableau')).toMatchObject({ user_id: 102 });
  expect(await tagsOf('alation/tableau/credentials')).toMatchObject({
    'token-rotator:status': expect.any(String),
    'token-rotator:access-token': expect.any(String),
  });
});

test('the upgrade adds a tag and the filter of a subscription, and changes no value and no state in tags of a secret', async () => {
  const before = await Promise.all(SECRETS.map(secretOf));

  rotator = await deployRotator({
    ...company.settings,
    prefix: 'alation',
    integrations: {
      'nightly-export': { owner: 'data-platform' },
      tableau: { owner: 'bi-team', readers: ['arn:aws:iam::111122223333:role/tableau'] },
    },
    alertSubscriptions: [{ protocol: 'email', endpoint: EMAIL, owners: ['bi-team', 'data-platform'] }],
    tags: { 'cost-center': '4711' },
  });

  expect(await Promise.all(SECRETS.map(secretOf))).toEqual(before.map(withTag));
  expect(await filterOf(EMAIL)).toEqual({ owner: ['bi-team', 'data-platform'] });
});

test('this version continues with the state of 0.1.0', async () => {
  const minted = company.alation.calls.count({ minted: true });
  await run('rotator', {});
  await run('warner', {});
  expect(company.alation.calls.count({ minted: true })).toBe(minted);
  expect(await command('alation', 'status', 'tableau')).toMatchObject({
    exitCode: 0,
    output: { integrations: [{ state: 'fresh', credentials: [{ name: 'one' }, { name: 'two' }] }] },
  });

  const before = await published('alation/tableau');
  const rotated = await command('alation', 'rotate', 'tableau', '--force');
  expect(rotated).toMatchObject({ exitCode: 0, output: { outcome: 'published' } });
  const after = await published('alation/tableau');
  expect(after).toMatchObject({ version: '2', alation_user_id: '102' });
  expect(after.credential).not.toBe(before.credential);
  await expectActive();
});

test('the rollback removes the tag and the filter of the upgrade, and changes no value and no state in tags of a secret', async () => {
  const before = await Promise.all(SECRETS.map(secretOf));

  await cloudFormation.send(
    new UpdateStackCommand({
      StackName,
      TemplateBody: withFilterPolicyScope(TemplateBody),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await waitUntilStackUpdateComplete({ client: cloudFormation, maxWaitTime: 300 }, { StackName });
  rotator = await deployedRotator('alation');

  const after = await Promise.all(SECRETS.map(secretOf));
  expect(after.map(withTag)).toEqual(before);
  expect(after).not.toEqual(before);
  expect(await filterOf(EMAIL)).toBeUndefined();
});

test('release 0.1.0 continues with the state of this version', async () => {
  const { access_token: before } = await published('alation/tableau');
  await run('rotator', {});
  await run('warner', {});
  expect((await published('alation/tableau')).access_token).toBe(before);

  company.alation.revokeAccessToken(before);
  await run('rotator', { integration: 'tableau' });

  expect((await published('alation/tableau')).access_token).not.toBe(before);
  await expectActive();
});

/** The template of 0.1.0 with the property that docs/upgrading.md adds, because CloudFormation cannot remove it. */
function withFilterPolicyScope(template: string): string {
  return template.replaceAll(
    '"Type":"AWS::SNS::Subscription","Properties":{',
    '$&"FilterPolicyScope":"MessageAttributes",',
  );
}

/** Invokes a function. The test fails if the function fails or logs an error. */
async function run(name: 'rotator' | 'warner', event: object): Promise<void> {
  const invocation = await invoke(rotator.functions[name], rotator.logGroups[name], event);
  expect(invocation).toMatchObject({ failed: false, errors: [] });
}

async function expectActive(): Promise<void> {
  const { access_token: accessToken } = await published('alation/tableau');
  expect(company.alation.isAccessTokenActive(accessToken)).toBe(true);
}

async function secretOf(name: string) {
  return { ...(await versionOf(name)), tags: await tagsOf(name) };
}

/** The filter policy of a subscription of the alert topic; undefined if it has none. */
async function filterOf(endpoint: string): Promise<unknown> {
  const { sns } = account;
  const { Subscriptions = [] } = await sns.send(
    new ListSubscriptionsByTopicCommand({ TopicArn: rotator.topicArn }),
  );
  const SubscriptionArn = Subscriptions.find(({ Endpoint }) => Endpoint === endpoint)?.SubscriptionArn;
  const { Attributes } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
  const filter = Attributes?.['FilterPolicy'] ?? '';
  return filter === '' ? undefined : JSON.parse(filter);
}

/** Adds the tag that the upgrade adds to each secret. */
function withTag(secret: Awaited<ReturnType<typeof secretOf>>) {
  return { ...secret, tags: { ...secret.tags, 'cost-center': '4711' } };
}

async function tagsOf(SecretId: string): Promise<Readonly<Record<string, string>>> {
  const { Tags = [] } = await account.secrets.send(new DescribeSecretCommand({ SecretId }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
