import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalAlation } from '../../local/alation/server.ts';
import { systemBytes } from '../../local/alation/random-bytes.ts';
import { startLocalAws } from '../../local/aws/server.ts';
import { systemClock } from '../../local/clock.ts';
import { accessTokenSecret, credentialsSecret, EVENT_BUS_NAME } from '../../local/installation/names.ts';
import { createSecrets } from '../../local/installation/resources.ts';
import { createCanaries } from '../handlers/canaries.ts';
import { everythingShown } from '../handlers/everything-shown.ts';
import { rotatorEnvironment, startFunction } from '../handlers/function-process.ts';
import { findLeaks } from '../support/canary.ts';
import { canaryOutput } from '../support/canary-output.ts';
import { localhost, trustLocalhost } from './tls.ts';
import { awsConnection } from '../support/aws-clients.ts';

/** Starts servers with one integration, and returns the environment variables that point a function to them. */
async function servers() {
  trustLocalhost();
  const canaries = createCanaries();
  const alation = await startLocalAlation({
    clock: systemClock,
    supersession: 'revokes',
    random: canaries.registerAllOf(systemBytes),
    tls: localhost,
  });
  const aws = await startLocalAws({ clock: systemClock });
  onTestFinished(async () => {
    await Promise.all([alation.close(), aws.close()]);
  });
  aws.events.addEventBus(EVENT_BUS_NAME);
  const secretsManager = new SecretsManagerClient(awsConnection(aws.url, aws.region));
  await createSecrets(secretsManager, { integration: 'tableau', owner: 'bi-team' });
  const { refreshToken, userId } = alation.createRefreshTokenInUi({ userId: 102, name: 'tableau' });
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: credentialsSecret('tableau'),
      SecretString: JSON.stringify({ base_url: alation.url, refresh_token: refreshToken, user_id: userId }),
    }),
  );
  const ca = new URL('../support/tls/localhost-cert.pem', import.meta.url).pathname;
  const environment = { ...rotatorEnvironment(aws, alation), NODE_EXTRA_CA_CERTS: ca };
  return { canaries, alation, aws, environment };
}

test('a rotator that is killed between its mint and its write does not stop the next rotator', async () => {
  const { canaries, alation, aws, environment } = await servers();
  const versions = () => aws.secrets.require(accessTokenSecret('tableau')).versions;
  const put = { service: 'secretsmanager', operation: 'PutSecretValue' } as const;
  const stopHolding = aws.faults.add({ ...put, kind: 'delay', delayMs: 60_000 });
  const terminated = startFunction('rotator', environment);
  while (aws.calls.count('secretsmanager.PutSecretValue') < 2) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  terminated.child.kill('SIGKILL');
  const output = canaryOutput();
  for (const { stdout, stderr } of [await terminated.ended]) output.add(stdout + stderr);
  expect(alation.calls.count({ minted: true })).toBe(1);
  expect(versions().size).toBe(0);
  stopHolding();

  const { exitCode, stdout, stderr } = await startFunction('rotator', environment).ended;
  output.add(stdout + stderr);

  expect(exitCode).toBe(0);
  expect(versions().size).toBe(1);
  const [version] = versions().values();
  const document = JSON.parse(version?.data.kind === 'string' ? version.data.text : '{}') as Record<
    string,
    string
  >;
  expect(alation.isAccessTokenActive(document['access_token'] ?? '')).toBe(true);
  const shown = everythingShown({ aws, output, deadLetters: [], requests: [] });
  expect(findLeaks(shown, canaries.all())).toEqual([]);
});

test('a function with wrong environment variables does not start, and one message names all wrong variables', async () => {
  const { aws, alation, environment } = await servers();
  const wrong = {
    ...environment,
    SECRET_PREFIX: '/',
    RENEWAL_FRACTION: '1',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
  };
  const { exitCode, stderr } = await startFunction('rotator', wrong).ended;

  expect(exitCode).toBe(1);
  for (const name of [
    'SECRET_PREFIX is "/"',
    'RENEWAL_FRACTION is "1"',
    'NODE_TLS_REJECT_UNAUTHORIZED is "0"',
  ]) {
    expect(stderr).toContain(name);
  }
  expect(alation.calls.count()).toBe(0);
  expect(aws.calls.count('secretsmanager.ListSecrets')).toBe(0);
});
