import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type GetSecretValueCommandInput,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, type Outcome, outcomeTests, uniqueName } from '../peer.ts';
import { secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const get = (request: ConstructorParameters<typeof GetSecretValueCommand>[0]) =>
  secretsManager.send(new GetSecretValueCommand(request));

contractTest('a value is read by label, by default AWSCURRENT', async () => {
  const { name, versions } = await secretWith(secretsManager, 'one', 'two');
  expect(await get({ SecretId: name })).toMatchObject({
    Name: name,
    VersionId: versions[1],
    SecretString: 'two',
    VersionStages: ['AWSCURRENT'],
  });
  expect(await get({ SecretId: name, VersionStage: 'AWSPREVIOUS' })).toMatchObject({
    VersionId: versions[0],
    SecretString: 'one',
    VersionStages: ['AWSPREVIOUS'],
  });
});

contractTest('a value has the creation date of its version', async () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const { name } = await secretWith(secretsManager, 'one');
  const { CreatedDate } = await get({ SecretId: name });
  expect(CreatedDate?.getTime()).toBeGreaterThanOrEqual(before);
  expect(CreatedDate?.getTime()).toBeLessThanOrEqual(Date.now());
});

contractTest('a secret is found by name, by ARN and by ARN without its suffix', async () => {
  const { name } = await secretWith(secretsManager, 'one');
  const { ARN = '' } = await get({ SecretId: name });
  expect(await get({ SecretId: ARN })).toMatchObject({ Name: name });
  expect(await get({ SecretId: ARN.replace(/-\w{6}$/, '') })).toMatchObject({ Name: name });
});

contractTest('a binary value is read unchanged', async () => {
  const name = uniqueName();
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  await secretsManager.send(new CreateSecretCommand({ Name: name, SecretBinary: bytes }));
  const read = await get({ SecretId: name });
  expect(Buffer.from(read.SecretBinary ?? [])).toEqual(Buffer.from(bytes));
  expect(read.SecretString).toBeUndefined();
});

contractTest('a text value is read unchanged', async () => {
  const text = '{"a":"ü \\u0000 \u2028 😀 \' <&>\\n"}\n\t ';
  const { name } = await secretWith(secretsManager, text);
  expect((await get({ SecretId: name })).SecretString).toBe(text);
});

contractTest('ResourceNotFoundException has the documented HTTP status 400', async () => {
  const missing = secretsManager.send(new DescribeSecretCommand({ SecretId: uniqueName() }));
  const error: unknown = await missing.catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } });
});

const putting = (
  value: { readonly SecretString?: string; readonly SecretBinary?: Uint8Array },
  error: string,
): Outcome => [
  async () => {
    const { name } = await secretWith(secretsManager);
    return secretsManager.send(new PutSecretValueCommand({ SecretId: name, ...value }));
  },
  error,
];
const bytes = (length: number) => ({ SecretBinary: new Uint8Array(length).fill(7) });
/** Reads a secret with two versions. */
const readWith =
  (options: (versions: readonly string[]) => Omit<GetSecretValueCommandInput, 'SecretId'>) => async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    return get({ SecretId: name, ...options(versions) });
  };

outcomeTests([
  [
    'an unknown version and an unknown label are not found',
    [readWith(() => ({ VersionId: randomUUID() })), 'ResourceNotFoundException'],
    [readWith(() => ({ VersionStage: 'NOWHERE' })), 'ResourceNotFoundException'],
  ],
  [
    'a version together with a label of another version is refused',
    [readWith(([first]) => ({ VersionId: first, VersionStage: 'AWSCURRENT' })), 'InvalidRequestException'],
  ],
  [
    'an ARN with another suffix is not found',
    [
      async () => {
        const { ARN = '' } = await readWith(() => ({}))();
        return get({ SecretId: `${ARN.slice(0, -6)}${ARN.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}` });
      },
      'ResourceNotFoundException',
    ],
  ],
  [
    'a value has at most 65,536 bytes',
    putting({ SecretString: 'a'.repeat(65_536) }, 'none'),
    putting({ SecretString: 'a'.repeat(65_537) }, 'ValidationException'),
  ],
  [
    'the limit of a value counts bytes, not characters',
    putting({ SecretString: 'ü'.repeat(32_768) }, 'none'),
    putting({ SecretString: 'ü'.repeat(32_769) }, 'ValidationException'),
  ],
  [
    'a binary value has at most 65,536 bytes',
    putting(bytes(65_536), 'none'),
    putting(bytes(65_537), 'ValidationException'),
  ],
]);
