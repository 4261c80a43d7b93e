import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod/mini';
import {
  at,
  MINIMAL,
  OPERATOR,
  OTHER_READER,
  propertiesOf,
  READER,
  resourcesOf,
  templateOf,
} from '../infra/synth.ts';
import { startWorld, USER_ID, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['tableau']);
});
afterAll(() => world.close());

/** The resource policies that the stack gives the secrets of an integration, by the last part of the secret's name. */
function policiesOfTheStack(
  operators: readonly string[],
  readers: readonly string[] = [],
): Record<string, string> {
  const template = templateOf({ ...MINIMAL, operators, integrations: { tableau: { readers } } });
  const secrets = resourcesOf(template, 'AWS::SecretsManager::Secret');
  return Object.fromEntries(
    propertiesOf(template, 'AWS::SecretsManager::ResourcePolicy').map(({ SecretId, ResourcePolicy }) => {
      const name = String(secrets[String(at(SecretId, 'Ref'))]?.Properties['Name']);
      return [name.split('/').at(-1) ?? '', JSON.stringify(deployed(ResourcePolicy))];
    }),
  );
}

/** A policy after deployment: references become ARNs. */
function deployed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deployed);
  if (typeof value !== 'object' || value === null) return value;
  const attribute = at(value, 'Fn::GetAtt', 0);
  if (typeof attribute === 'string') return `arn:aws:iam::000000000000:role/${attribute}`;
  if (at(value, 'Fn::Join') !== undefined) return 'arn:aws:iam::000000000000:root';
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deployed(one)]));
}

/** Gives an integration the policies of the stack, as a deployment does. */
async function deploy(policies: Record<string, string>): Promise<void> {
  for (const [role, ResourcePolicy] of Object.entries(policies)) {
    await world.installation.secretsManager.send(
      new PutResourcePolicyCommand({ SecretId: `alation/tableau/${role}`, ResourcePolicy }),
    );
  }
}

const policyOf = async (SecretId: string) =>
  (await world.installation.secretsManager.send(new GetResourcePolicyCommand({ SecretId }))).ResourcePolicy;

const shown = z.looseObject({ created: z.array(z.string()) });

test('create, onboard, a rotation and offboard need no deployment, and the policies are those of the stack', async () => {
  const { secretsManager } = world.installation;
  const policies = policiesOfTheStack([OPERATOR]);
  await deploy(policies);

  const { code, body } = await world.json(['create', 'loader', '--owner', 'bi-team']);
  expect(code).toBe(0);
  expect(shown.parse(body).created).toEqual(['alation/loader/credentials', 'alation/loader/access-token']);
  for (const role of ['credentials', 'access-token']) {
    expect(JSON.parse((await policyOf(`alation/loader/${role}`)) ?? '')).toEqual(
      JSON.parse(policies[role] ?? ''),
    );
    const { Tags, KmsKeyId } = await secretsManager.send(
      new DescribeSecretCommand({ SecretId: `alation/loader/${role}` }),
    );
    const ofTableau = await secretsManager.send(
      new DescribeSecretCommand({ SecretId: `alation/tableau/${role}` }),
    );
    expect(KmsKeyId).toBe(ofTableau.KmsKeyId);
    expect(Tags).toEqual([
      { Key: 'token-rotator:role', Value: role },
      { Key: 'token-rotator:integration', Value: 'loader' },
      { Key: 'token-rotator:owner', Value: 'bi-team' },
    ]);
  }

  const given = `${world.refreshToken('loader')}\n`;
  const onboard = ['onboard', 'loader', '--base-url', world.alation.url, '--user-id', String(USER_ID)];
  expect((await world.cli(onboard, given)).code).toBe(0);
  const { accessToken } = await world.published('loader');
  expect(world.alation.isAccessTokenActive(accessToken)).toBe(true);

  expect((await world.cli(['offboard', 'loader'])).stderr).toContain('nothing was changed');
  expect((await world.cli(['offboard', 'loader', '--yes'])).code).toBe(0);
  await expect(world.published('loader')).rejects.toMatchObject({ name: 'InvalidRequestException' });
  expect((await world.cli(['verify', 'loader'])).stderr).toContain('There is no integration "loader"');
  const again = await world.cli(['create', 'loader']);
  expect(again.code).toBe(1);
  expect(again.stderr.replaceAll(/\s+/g, ' ')).toContain(
    'is scheduled for deletion, so it cannot be created',
  );
});

test('offboard of an integration with replicas deletes nothing, and names the command that removes the replicas', async () => {
  world.aws.faults.add({
    service: 'secretsmanager',
    operation: 'DeleteSecret',
    kind: 'error',
    code: 'InvalidRequestException',
    status: 400,
    message:
      "You can't delete secret alation/tableau/access-token that still has replica regions [eu-west-1].",
  });
  const { code, stderr } = await world.cli(['offboard', 'tableau', '--yes']);
  world.aws.faults.clear();

  expect(code).toBe(1);
  const text = stderr.replaceAll(/\s+/g, ' ');
  expect(text).toContain('has replicas, so AWS does not delete this secret');
  expect(text).toContain(
    'aws secretsmanager remove-regions-from-replication --secret-id alation/tableau/access-token',
  );
  expect((await world.cli(['status', 'tableau'])).stderr).not.toContain('There is no integration');
});

test.each([
  ['one reader', [], [READER]],
  ['two readers', [], [READER, OTHER_READER]],
  ['a reader in a stack with operators', [OPERATOR], [READER]],
])('create with %s gives the secrets the policies of the stack', async (name, operators, readers) => {
  const integration = `with-${name.replaceAll(/\W+/g, '-')}`;
  await deploy(policiesOfTheStack(operators));
  const { code, stdout } = await world.cli([
    'create',
    integration,
    ...readers.flatMap((reader) => ['--reader', reader]),
  ]);

  expect(code).toBe(0);
  expect(stdout).not.toContain('this policy stays');
  for (const [role, policy] of Object.entries(policiesOfTheStack(operators, readers))) {
    expect(JSON.parse((await policyOf(`alation/${integration}/${role}`)) ?? '')).toEqual(JSON.parse(policy));
  }
});

test('a reader of the integration that create copies can read neither the new access token nor the new credentials', async () => {
  await deploy(policiesOfTheStack([], [OTHER_READER]));
  expect((await world.cli(['create', 'with-other-readers', '--reader', READER])).code).toBe(0);

  expect(await policyOf('alation/with-other-readers/access-token')).not.toContain(OTHER_READER);
  expect(await policyOf('alation/with-other-readers/credentials')).toContain(`"${OTHER_READER}","${READER}"`);
});

test('create refuses an operator as a reader', async () => {
  await deploy(policiesOfTheStack([OPERATOR]));
  const { code, stderr } = await world.cli(['create', 'with-operator', '--reader', OPERATOR]);

  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('--reader must not name an operator');
});

test('create says that it does not change the readers of an existing integration', async () => {
  await deploy(policiesOfTheStack([]));
  await world.cli(['create', 'with-policy']);
  const { stdout } = await world.cli(['create', 'with-policy', '--reader', READER]);

  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'The access-token secret had a policy already, and this policy stays.',
  );
  expect(await policyOf('alation/with-policy/access-token')).not.toContain(READER);
});

test('create adds the policy to a secret that an interrupted create left without a policy', async () => {
  const policies = policiesOfTheStack([OPERATOR]);
  await deploy(policies);
  const Name = 'alation/interrupted/credentials';
  await world.installation.secretsManager.send(new CreateSecretCommand({ Name }));

  expect((await world.cli(['create', 'interrupted'])).code).toBe(0);
  expect(JSON.parse((await policyOf(Name)) ?? '')).toEqual(JSON.parse(policies['credentials'] ?? ''));
});

test('create of an existing integration succeeds and creates nothing', async () => {
  expect((await world.cli(['create', 'twice'])).code).toBe(0);
  const { code, body } = await world.json(['create', 'twice']);

  expect(code).toBe(0);
  expect(shown.parse(body).created).toEqual([]);
});

test.each([
  [['create', 'Loader'], 'The name of an integration has 1 to 64 characters of a-z, 0-9 and -'],
  [['create', 'loader-2', '--owner', 'bi;team'], 'The owner must have at most 256 characters'],
  [['create', 'loader-2', '--reader', 'tableau'], 'A reader must be the ARN of an IAM role'],
])('the command %j is refused as wrong usage', async (args, problem) => {
  const { code, stderr } = await world.cli(args);

  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(problem);
});

test('create fails if the stack has no integration whose policies it can copy', async () => {
  const { code, stderr } = await world.cli(['create', 'loader', '--prefix', 'other']);

  expect(code).toBe(1);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('There is no other integration under the prefix "other"');
});
