import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { errorName, START, startAws, type Fixture } from './fixture.ts';
import { MINUTE_MS, DAY_MS } from '../../../functions/time.ts';

const token = (index: number) => String(index).padStart(32, '0');

const put = ({ secretsManager }: Fixture, index: number, SecretString = `value ${index}`) =>
  secretsManager.send(
    new PutSecretValueCommand({ SecretId: 'a', ClientRequestToken: token(index), SecretString }),
  );

async function listedNames({ secretsManager }: Fixture): Promise<(string | undefined)[]> {
  const { SecretList = [] } = await secretsManager.send(new ListSecretsCommand({}));
  return SecretList.map(({ Name }) => Name);
}

test('of concurrent puts with the same ClientRequestToken and different values exactly one put succeeds', async () => {
  const fixture = await startAws();
  await fixture.secretsManager.send(new CreateSecretCommand({ Name: 'a' }));
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) => errorName(put(fixture, 0, `value ${index}`))),
  );
  expect(outcomes.filter((outcome) => outcome === 'none')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'ResourceExistsException')).toHaveLength(19);
  const { SecretString } = await fixture.secretsManager.send(new GetSecretValueCommand({ SecretId: 'a' }));
  expect(SecretString).toBe(`value ${outcomes.indexOf('none')}`);
});

test('one of two concurrent moves of AWSCURRENT from the same version fails', async () => {
  const fixture = await startAws();
  await fixture.secretsManager.send(new CreateSecretCommand({ Name: 'a' }));
  for (const index of [0, 1, 2]) await put(fixture, index);
  const move = (to: number) =>
    errorName(
      fixture.secretsManager.send(
        new UpdateSecretVersionStageCommand({
          SecretId: 'a',
          VersionStage: 'AWSCURRENT',
          RemoveFromVersionId: token(2),
          MoveToVersionId: token(to),
        }),
      ),
    );
  expect((await Promise.all([move(0), move(1)])).toSorted()).toEqual(['InvalidParameterException', 'none']);
});

test('a listing shows creations, changes and deletions after `listStalenessMs`', async () => {
  const fixture = await startAws({ listStalenessMs: 5 * MINUTE_MS });
  const { secretsManager, clock } = fixture;
  await secretsManager.send(new CreateSecretCommand({ Name: 'a' }));
  expect(await listedNames(fixture)).toEqual([]);
  await clock.advance(5 * MINUTE_MS);
  expect(await listedNames(fixture)).toEqual(['a']);

  await secretsManager.send(new TagResourceCommand({ SecretId: 'a', Tags: [{ Key: 'k', Value: 'new' }] }));
  const tagsListed = async () =>
    (await secretsManager.send(new ListSecretsCommand({}))).SecretList?.[0]?.Tags ?? [];
  await clock.advance(5 * MINUTE_MS - 1);
  expect(await tagsListed()).toEqual([]);
  const { Tags } = await secretsManager.send(new DescribeSecretCommand({ SecretId: 'a' }));
  expect(Tags).toEqual([{ Key: 'k', Value: 'new' }]);
  await clock.advance(1);
  expect(await tagsListed()).toEqual([{ Key: 'k', Value: 'new' }]);

  await secretsManager.send(new DeleteSecretCommand({ SecretId: 'a', ForceDeleteWithoutRecovery: true }));
  expect(await listedNames(fixture)).toEqual(['a']);
  await clock.advance(5 * MINUTE_MS);
  expect(await listedNames(fixture)).toEqual([]);
});

test('a `listStalenessMs` above the maximum of AWS is refused', async () => {
  await expect(startAws({ listStalenessMs: 5 * MINUTE_MS + 1 })).rejects.toThrow(
    'Got listStalenessMs 300001; allowed: 0 to 300000.',
  );
});

test('secrets that are created or deleted between two pages neither repeat nor hide another secret', async () => {
  const fixture = await startAws();
  const { secretsManager } = fixture;
  const create = (Name: string) => secretsManager.send(new CreateSecretCommand({ Name }));
  const remove = (SecretId: string) =>
    secretsManager.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
  const first = await secretsManager.send(new ListSecretsCommand({ MaxResults: 2 }));
  expect(first.SecretList?.map(({ Name }) => Name)).toEqual(['a', 'b']);
  await remove('a');
  await remove('b');
  await create('b');
  const second = await secretsManager.send(
    new ListSecretsCommand({ MaxResults: 10, NextToken: first.NextToken }),
  );
  expect(second.SecretList?.map(({ Name }) => Name)).toEqual(['c', 'd', 'e', 'b']);
});

test('a listing reads its second page without visiting the secrets of the first page', async () => {
  const fixture = await startAws();
  const { aws, secretsManager } = fixture;
  for (let index = 0; index < 300; index += 1) {
    await secretsManager.send(new CreateSecretCommand({ Name: `secret-${index}` }));
  }
  const first = await secretsManager.send(new ListSecretsCommand({ MaxResults: 100 }));
  const visited = Array.from(aws.secrets.listed(99), ({ name }) => name);
  expect(visited[0]).toBe('secret-100');
  expect(visited).toHaveLength(200);
  const second = await secretsManager.send(new ListSecretsCommand({ NextToken: first.NextToken }));
  expect(second.SecretList?.map(({ Name }) => Name)).toEqual(visited.slice(0, 100));
});

test('after its recovery window a secret is removed and its name is available', async () => {
  const fixture = await startAws();
  const { secretsManager, clock } = fixture;
  const { ARN } = await secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: 'one' }));
  await secretsManager.send(new DeleteSecretCommand({ SecretId: 'a', RecoveryWindowInDays: 7 }));
  const describe = () => errorName(secretsManager.send(new DescribeSecretCommand({ SecretId: 'a' })));
  await clock.advance(7 * DAY_MS - 1);
  expect(await describe()).toBe('none');
  await clock.advance(1);
  expect(await describe()).toBe('ResourceNotFoundException');
  const again = await secretsManager.send(new CreateSecretCommand({ Name: 'a' }));
  expect(again.ARN).not.toBe(ARN);
});

test('a secret accepts at most 100 versions in 24 hours', async () => {
  const fixture = await startAws();
  await fixture.secretsManager.send(new CreateSecretCommand({ Name: 'a' }));
  for (let index = 0; index < 100; index += 1) await put(fixture, index);
  expect(await errorName(put(fixture, 100))).toBe('LimitExceededException');
  await fixture.clock.advance(DAY_MS);
  expect(await errorName(put(fixture, 100))).toBe('none');
  const { versions } = fixture.aws.secrets.require('a');
  expect(versions.size).toBe(100);
  expect(versions.has(token(0))).toBe(false);
});

test('a secret keeps old versions that have a staging label', async () => {
  const fixture = await startAws();
  await fixture.secretsManager.send(new CreateSecretCommand({ Name: 'a' }));
  await put(fixture, 0);
  await fixture.secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'a',
      VersionStage: 'KEPT',
      MoveToVersionId: token(0),
    }),
  );
  for (let index = 1; index <= 150; index += 1) {
    await put(fixture, index);
    await fixture.clock.advance(DAY_MS);
  }
  const { versions } = fixture.aws.secrets.require('a');
  expect([...versions.keys()].slice(0, 2)).toEqual([token(0), token(52)]);
});

test('the dates of a secret come from the clock of the local AWS', async () => {
  const fixture = await startAws();
  const { secretsManager, clock } = fixture;
  await secretsManager.send(new CreateSecretCommand({ Name: 'a', SecretString: 'one' }));
  await clock.advance(90 * MINUTE_MS);
  await secretsManager.send(new TagResourceCommand({ SecretId: 'a', Tags: [{ Key: 'k', Value: 'v' }] }));
  await secretsManager.send(new GetSecretValueCommand({ SecretId: 'a' }));
  expect(await secretsManager.send(new DescribeSecretCommand({ SecretId: 'a' }))).toMatchObject({
    CreatedDate: new Date(START),
    LastChangedDate: new Date(START + 90 * MINUTE_MS),
    LastAccessedDate: new Date(START),
  });
});
