import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { createSecretStore } from '../../../functions/aws/secret-store.ts';
import { codeOfErrorName } from '../../../functions/aws/secrets-manager-error.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { awsError, startScriptedAws, type Answer } from './scripted-aws.ts';

/** What a write fails with when Secrets Manager answers this to each of its attempts. */
async function failedWrite(answer: Answer, endpoint?: string): Promise<RotationError> {
  await using aws = await startScriptedAws(() => answer);
  const client = new SecretsManagerClient({
    ...clientSettings,
    ...aws.connection,
    ...(endpoint === undefined ? {} : { endpoint }),
    // Short where nothing comes; else so long that a busy machine is no failure.
    requestHandler: { ...clientSettings.requestHandler, requestTimeout: answer === 'never' ? 100 : 5_000 },
  });
  const store = createSecretStore({ client, prefix: 'alation', publishAttempts: 1 });
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

/** A message of ours, which begins with the operation and the secret and quotes nothing else. */
const OUR_MESSAGE = /^PutSecretValue of alation\/loader\/access-token failed \(\w+[^()]*\)\. (?!.*CANARY)/;

test.each(Object.entries(codeOfErrorName))('%s over the wire is %s', async (name, code) => {
  const error = await failedWrite(awsError(name));
  expect(error.code).toBe(code);
  expect(error.message).toMatch(OUR_MESSAGE);
  expect(error.message).toContain(`(${name}, HTTP 400, request request-1)`);
});

const table: [string, Answer, string][] = [
  ['HTTP 500 without a name', { status: 500, body: {} }, 'SecretsManagerUnavailable'],
  ['HTTP 503 as HTML', { status: 503, body: '<html>CANARY</html>' }, 'SecretsManagerUnavailable'],
  ['HTTP 429 with a new name', awsError('CalmDownException', 429), 'SecretsManagerUnavailable'],
  ['HTTP 400 with a new name', awsError('BrandNewException'), 'Unexpected'],
  ['a name from Object.prototype', awsError('constructor'), 'Unexpected'],
  ['HTTP 200 that is not JSON', { status: 200, body: '<html>CANARY</html>' }, 'SecretsManagerUnavailable'],
  ['a dropped connection', 'dropped', 'SecretsManagerUnavailable'],
  ['no answer', 'never', 'SecretsManagerUnavailable'],
];
test.each(table)('%s is judged by what is known of it', async (_, answer, code) => {
  const error = await failedWrite(answer);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(OUR_MESSAGE);
});

test.each([
  ['a port nobody listens on', 'http://127.0.0.1:1'],
  ['a host that does not exist', 'http://no-such-host.invalid'],
])('%s is SecretsManagerUnavailable', async (_, endpoint) => {
  expect((await failedWrite('never', endpoint)).code).toBe('SecretsManagerUnavailable');
});
