import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { createSecretStore } from '../../../functions/aws/secret-store.ts';
import { codeOfErrorName } from '../../../functions/aws/secrets-manager-error.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { awsError, startScriptedAws, type Reaction } from './scripted-aws.ts';

/** The error of a write if Secrets Manager reacts like this to each attempt. */
async function failedWrite(reaction: Reaction, endpoint?: string): Promise<RotationError> {
  await using aws = await startScriptedAws(() => reaction);
  const client = new SecretsManagerClient({
    ...clientSettings,
    ...aws.connection,
    ...(endpoint === undefined ? {} : { endpoint }),
    // Short if no response comes, otherwise long enough for a busy machine.
    requestHandler: { ...clientSettings.requestHandler, requestTimeout: reaction === 'never' ? 100 : 5_000 },
  });
  const store = createSecretStore({
    client,
    prefix: 'alation',
    clock: { sleep: async () => {} },
    publishAttempts: 1,
  });
  try {
    await store.putAccessToken('loader', new Sensitive('{"access_token":"CANARY-7c3e"}'), 'a'.repeat(64));
  } catch (error) {
    if (error instanceof RotationError) return error;
    throw error;
  } finally {
    client.destroy();
  }
  throw new Error('the write did not fail');
}

/** The message of this project: it begins with the operation and the secret, and does not quote the SDK. */
const OUR_MESSAGE = /^PutSecretValue of alation\/loader\/access-token failed \(\w+[^()]*\)\. (?!.*CANARY)/;

test.each(Object.entries(codeOfErrorName))('the error name %s means %s', async (name, code) => {
  const error = await failedWrite(awsError(name));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(OUR_MESSAGE);
  expect(error.message).toContain(`(${name}, HTTP 400, request request-1)`);
});

test.each<[string, string, Reaction]>([
  ['HTTP 500 without a name', 'SecretsManagerUnavailable', { status: 500, body: {} }],
  ['HTTP 503 as HTML', 'SecretsManagerUnavailable', { status: 503, body: '<html>CANARY</html>' }],
  ['HTTP 429 with a new name', 'SecretsManagerUnavailable', awsError('CalmDownException', 429)],
  ['HTTP 400 with a new name', 'Unexpected', awsError('BrandNewException')],
  ['a name from Object.prototype', 'Unexpected', awsError('constructor')],
  ['HTTP 200 that is not JSON', 'SecretsManagerUnavailable', { status: 200, body: '<html>CANARY</html>' }],
  ['a dropped connection', 'SecretsManagerUnavailable', 'dropped'],
  ['no response', 'SecretsManagerUnavailable', 'never'],
])('%s means %s', async (_, code, reaction) => {
  const error = await failedWrite(reaction);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(OUR_MESSAGE);
});

test.each([
  ['a closed port', 'http://127.0.0.1:1'],
  ['a host that does not exist', 'http://no-such-host.invalid'],
])('%s means SecretsManagerUnavailable', async (_, endpoint) => {
  expect((await failedWrite('never', endpoint)).code).toBe('SecretsManagerUnavailable');
});
