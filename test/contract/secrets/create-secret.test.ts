import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';

const { secretsManager } = await connectToPeer();

test(
  'a secret made without a value has no version',
  contract(async () => {
    const name = uniqueName();
    const created = await secretsManager.send(new CreateSecretCommand({ Name: name, Description: 'empty' }));
    expect(created).toMatchObject({ Name: name });
    expect(created.VersionId).toBeUndefined();
    const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    expect(described).toMatchObject({ ARN: created.ARN, Name: name, Description: 'empty' });
    expect(described.VersionIdsToStages).toBeUndefined();
  }),
);

test(
  'reading a secret without a value fails as reading one that is not there',
  contract(async () => {
    const name = uniqueName();
    await secretsManager.send(new CreateSecretCommand({ Name: name }));
    expect(await errorName(secretsManager.send(new GetSecretValueCommand({ SecretId: name })))).toBe(
      'ResourceNotFoundException',
    );
    expect(await errorName(secretsManager.send(new GetSecretValueCommand({ SecretId: uniqueName() })))).toBe(
      'ResourceNotFoundException',
    );
  }),
);

test(
  'a secret made with a value has one version: the ClientRequestToken, under AWSCURRENT',
  contract(async () => {
    const [name, token] = [uniqueName(), randomUUID()];
    const created = await secretsManager.send(
      new CreateSecretCommand({ Name: name, ClientRequestToken: token, SecretString: 'one' }),
    );
    expect(created.VersionId).toBe(token);
    const described = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
    expect(described.VersionIdsToStages).toEqual({ [token]: ['AWSCURRENT'] });
  }),
);

test(
  'an ARN ends with the name, a hyphen and six characters',
  contract(async () => {
    const name = uniqueName();
    const { ARN } = await secretsManager.send(new CreateSecretCommand({ Name: `${name}/_+=.@-x` }));
    expect(ARN).toMatch(
      /^arn:aws:secretsmanager:us-east-1:\d{12}:secret:contract-[0-9a-f-]{36}\/_\+=\.@-x-[A-Za-z0-9]{6}$/,
    );
  }),
);

test(
  'making a secret again with the same token and value changes nothing',
  contract(async () => {
    const request = { Name: uniqueName(), ClientRequestToken: randomUUID(), SecretString: 'one' };
    const first = await secretsManager.send(new CreateSecretCommand(request));
    const again = await secretsManager.send(new CreateSecretCommand(request));
    expect(again).toMatchObject({ ARN: first.ARN, Name: first.Name, VersionId: first.VersionId });
  }),
);

test(
  'making a secret again with the same token and another value is refused',
  contract(async () => {
    const request = { Name: uniqueName(), ClientRequestToken: randomUUID() };
    await secretsManager.send(new CreateSecretCommand({ ...request, SecretString: 'one' }));
    const again = secretsManager.send(new CreateSecretCommand({ ...request, SecretString: 'two' }));
    expect(await errorName(again)).toBe('ResourceExistsException');
  }),
);

test(
  'making a secret again with another token is refused',
  contract(async () => {
    const request = { Name: uniqueName(), SecretString: 'one' };
    await secretsManager.send(new CreateSecretCommand(request));
    expect(await errorName(secretsManager.send(new CreateSecretCommand(request)))).toBe(
      'ResourceExistsException',
    );
  }),
);

test(
  'a value is text or bytes, not both',
  contract(async () => {
    const both = secretsManager.send(
      new CreateSecretCommand({
        Name: uniqueName(),
        SecretString: 'one',
        SecretBinary: new Uint8Array([1]),
      }),
    );
    expect(await errorName(both)).toBe('InvalidParameterException');
  }),
);

test(
  'a name with an undocumented character is refused',
  contract(async () => {
    const wrong = secretsManager.send(new CreateSecretCommand({ Name: `${uniqueName()} with a space` }));
    expect(await errorName(wrong)).toBe('ValidationException');
  }),
);

test(
  'a ClientRequestToken has 32 to 64 characters',
  contract(async () => {
    const outcomes = await Promise.all(
      [31, 32, 64, 65].map(async (length) => {
        const error = await errorName(
          secretsManager.send(
            new CreateSecretCommand({
              Name: uniqueName(),
              ClientRequestToken: 'a'.repeat(length),
              SecretString: 'one',
            }),
          ),
        );
        return error === 'none' ? 'taken' : 'refused';
      }),
    );
    expect(outcomes).toEqual(['refused', 'taken', 'taken', 'refused']);
  }),
);

test(
  'the name of a secret scheduled for deletion cannot be used again',
  contract(async () => {
    const name = uniqueName();
    await secretsManager.send(new CreateSecretCommand({ Name: name, SecretString: 'one' }));
    await secretsManager.send(new DeleteSecretCommand({ SecretId: name }));
    expect(
      await errorName(secretsManager.send(new CreateSecretCommand({ Name: name, SecretString: 'two' }))),
    ).toBe('InvalidRequestException');
  }),
);
