import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, errorName, outcomeTests, uniqueName } from '../peer.ts';

const { secretsManager } = await connectToPeer();

contractTest('a secret that is created without a value has no version', async () => {
  const name = uniqueName();
  const created = await secretsManager.send(new CreateSecretCommand({ Name: name, Description: 'empty' }));
  expect(created).toMatchObject({ Name: name });
  expect(created.VersionId).toBeUndefined();
  const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
  expect(described).toMatchObject({ ARN: created.ARN, Name: name, Description: 'empty' });
  expect(described.VersionIdsToStages).toBeUndefined();
});

contractTest(
  'a secret that is created with a value has one version, with the ClientRequestToken as id',
  async () => {
    const [name, token] = [uniqueName(), randomUUID()];
    const created = await secretsManager.send(
      new CreateSecretCommand({ Name: name, ClientRequestToken: token, SecretString: 'one' }),
    );
    expect(created.VersionId).toBe(token);
    const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    expect(described.VersionIdsToStages).toEqual({ [token]: ['AWSCURRENT'] });
  },
);

contractTest('the ARN of a secret ends with its name, a hyphen and six characters', async () => {
  const name = uniqueName();
  const { ARN } = await secretsManager.send(new CreateSecretCommand({ Name: `${name}/_+=.@-x` }));
  expect(ARN).toMatch(
    /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:contract-[0-9a-f-]{36}\/_\+=\.@-x-[A-Za-z0-9]{6}$/,
  );
});

contractTest(
  'creating a secret again with the same ClientRequestToken and value returns the same version',
  async () => {
    const request = { Name: uniqueName(), ClientRequestToken: randomUUID(), SecretString: 'one' };
    const first = await secretsManager.send(new CreateSecretCommand(request));
    const again = await secretsManager.send(new CreateSecretCommand(request));
    expect(again).toMatchObject({ ARN: first.ARN, Name: first.Name, VersionId: first.VersionId });
  },
);

const create = (request: Omit<CreateSecretCommandInput, 'Name'>, Name = uniqueName()) =>
  secretsManager.send(new CreateSecretCommand({ Name, ...request }));
const read = (SecretId: string) => secretsManager.send(new GetSecretValueCommand({ SecretId }));

/** Creates a secret with the first request, and then with the second request under the same name. */
const createTwice = async (
  first: Omit<CreateSecretCommandInput, 'Name'>,
  second: Omit<CreateSecretCommandInput, 'Name'>,
) => {
  const { Name } = await create(first);
  return create(second, Name);
};
const withToken = (length: number) => create({ ClientRequestToken: 'a'.repeat(length), SecretString: 'one' });
const TOKEN = randomUUID();

outcomeTests([
  [
    'a secret without a value and an unknown secret have the same error when they are read',
    [async () => read((await create({})).Name ?? ''), 'ResourceNotFoundException'],
    [() => read(uniqueName()), 'ResourceNotFoundException'],
  ],
  [
    'creating a secret again with the same ClientRequestToken and another value is refused',
    [
      () =>
        createTwice(
          { ClientRequestToken: TOKEN, SecretString: 'one' },
          { ClientRequestToken: TOKEN, SecretString: 'two' },
        ),
      'ResourceExistsException',
    ],
  ],
  [
    'creating a secret again with another ClientRequestToken is refused',
    [() => createTwice({ SecretString: 'one' }, { SecretString: 'one' }), 'ResourceExistsException'],
  ],
  [
    'a value is text or bytes, not both',
    [() => create({ SecretString: 'one', SecretBinary: new Uint8Array([1]) }), 'InvalidParameterException'],
  ],
  [
    'a name may have the documented characters only',
    [() => create({}, `${uniqueName()} with a space`), 'ValidationException'],
  ],
  [
    'a ClientRequestToken of 32 to 64 characters is accepted',
    [() => withToken(32), 'none'],
    [() => withToken(64), 'none'],
  ],
  [
    'a name of a secret scheduled for deletion is refused with InvalidRequestException',
    [
      async () => {
        const { Name } = await create({ SecretString: 'one' });
        await secretsManager.send(new DeleteSecretCommand({ SecretId: Name }));
        return create({ SecretString: 'two' }, Name);
      },
      'InvalidRequestException',
    ],
  ],
]);

contractTest('a ClientRequestToken of 31 or 65 characters is refused', async () => {
  for (const length of [31, 65]) expect(await errorName(withToken(length))).not.toBe('none');
});
