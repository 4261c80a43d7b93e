import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';
import { secretWith } from './secret.ts';

const { secretsManager } = await connectToPeer();

const get = (request: ConstructorParameters<typeof GetSecretValueCommand>[0]) =>
  secretsManager.send(new GetSecretValueCommand(request));

test(
  'a value is read by label, AWSCURRENT unless told otherwise',
  contract(async () => {
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
  }),
);

test(
  'a value says when its version was made',
  contract(async () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { name } = await secretWith(secretsManager, 'one');
    const { CreatedDate } = await get({ SecretId: name });
    expect(CreatedDate?.getTime()).toBeGreaterThanOrEqual(before);
    expect(CreatedDate?.getTime()).toBeLessThanOrEqual(Date.now());
  }),
);

test(
  'a secret is found by name, ARN and ARN without its end',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    const { ARN = '' } = await get({ SecretId: name });
    expect(await get({ SecretId: ARN })).toMatchObject({ Name: name });
    expect(await get({ SecretId: ARN.replace(/-\w{6}$/, '') })).toMatchObject({ Name: name });
  }),
);

test(
  'the ARN of another secret with the same name finds nothing',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    const { ARN = '' } = await get({ SecretId: name });
    const other = `${ARN.slice(0, -6)}${ARN.endsWith('AAAAAA') ? 'BBBBBB' : 'AAAAAA'}`;
    expect(await errorName(get({ SecretId: other }))).toBe('ResourceNotFoundException');
  }),
);

test(
  'a version or label that is not there is not found',
  contract(async () => {
    const { name } = await secretWith(secretsManager, 'one');
    expect(await errorName(get({ SecretId: name, VersionId: randomUUID() }))).toBe(
      'ResourceNotFoundException',
    );
    expect(await errorName(get({ SecretId: name, VersionStage: 'NOWHERE' }))).toBe(
      'ResourceNotFoundException',
    );
  }),
);

test(
  'a version and a label that is not on it are refused together',
  contract(async () => {
    const { name, versions } = await secretWith(secretsManager, 'one', 'two');
    expect(await errorName(get({ SecretId: name, VersionId: versions[0], VersionStage: 'AWSCURRENT' }))).toBe(
      'InvalidRequestException',
    );
  }),
);

test(
  'bytes come back as they were put',
  contract(async () => {
    const name = uniqueName();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await secretsManager.send(new CreateSecretCommand({ Name: name, SecretBinary: bytes }));
    const read = await get({ SecretId: name });
    expect(Buffer.from(read.SecretBinary ?? [])).toEqual(Buffer.from(bytes));
    expect(read.SecretString).toBeUndefined();
  }),
);

test(
  'text comes back as it was put',
  contract(async () => {
    const text = '{"a":"ü \\u0000 \u2028 😀 \' <&>\\n"}\n\t ';
    const { name } = await secretWith(secretsManager, text);
    expect((await get({ SecretId: name })).SecretString).toBe(text);
  }),
);

test(
  'a value has at most 65,536 bytes',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const put = (SecretString: string) =>
      errorName(secretsManager.send(new PutSecretValueCommand({ SecretId: name, SecretString })));
    expect(await put('a'.repeat(65_536))).toBe('none');
    expect(await put('a'.repeat(65_537))).toBe('ValidationException');
  }),
);

test(
  'the bytes of a value are counted, not its characters',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const put = (SecretString: string) =>
      errorName(secretsManager.send(new PutSecretValueCommand({ SecretId: name, SecretString })));
    expect(await put('ü'.repeat(32_768))).toBe('none');
    expect(await put('ü'.repeat(32_769))).toBe('ValidationException');
  }),
);

test(
  'binary values have the same limit',
  contract(async () => {
    const { name } = await secretWith(secretsManager);
    const put = (length: number) =>
      errorName(
        secretsManager.send(
          new PutSecretValueCommand({ SecretId: name, SecretBinary: new Uint8Array(length).fill(7) }),
        ),
      );
    expect(await put(65_536)).toBe('none');
    expect(await put(65_537)).toBe('ValidationException');
  }),
);

test(
  'an error has the documented HTTP status 400',
  contract(async () => {
    const missing = secretsManager.send(new DescribeSecretCommand({ SecretId: uniqueName() }));
    const error: unknown = await missing.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 400 } });
  }),
);
