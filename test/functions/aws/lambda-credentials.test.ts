import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { defaultProvider } from '../../../functions/aws/lambda-credentials.ts';

const variables = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const before = variables.map((name) => [name, process.env[name]] as const);

beforeEach(() => {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example',
    AWS_SESSION_TOKEN: 'session',
  });
});

afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

test('a client uses the credentials in the environment variables of Lambda', async () => {
  const client = new SecretsManagerClient({
    ...clientSettings,
    region: 'eu-central-1',
    credentialDefaultProvider: defaultProvider,
  });
  expect(await client.config.credentials()).toMatchObject({
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'example',
    sessionToken: 'session',
  });
});

test('the environment variables are read on each call', async () => {
  const provider = defaultProvider({});
  await provider();
  process.env['AWS_SESSION_TOKEN'] = 'later session';
  expect(await provider()).toMatchObject({ sessionToken: 'later session' });
});

test.each(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])('the error names a missing %s', async (name) => {
  delete process.env[name];
  await expect(defaultProvider({})()).rejects.toMatchObject({
    name: 'CredentialsProviderError',
    message: expect.stringContaining(`${name} is not set`),
  });
});
