import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { systemBytes } from '../../local/alation/random-bytes.ts';
import { startLocalAlation } from '../../local/alation/server.ts';
import { startLocalAws } from '../../local/aws/server.ts';
import { systemClock } from '../../local/clock.ts';
import { credentialsSecret, EVENT_BUS_NAME } from '../../local/installation/names.ts';
import { createSecrets } from '../../local/installation/resources.ts';
import { findLeaks } from '../support/canary.ts';
import { canaryOutput } from '../support/canary-output.ts';
import { createCanaries } from './canaries.ts';
import { everythingShown } from './everything-shown.ts';
import { rotatorEnvironment, startFunction, warnerEnvironment } from './function-process.ts';
import { awsConnection } from '../support/aws-clients.ts';

/** Starts servers whose secrets are canaries, with healthy integrations and with integrations whose rotation fails. */
async function servers() {
  const canaries = createCanaries();
  const random = canaries.registerAllOf(systemBytes);
  const alation = await startLocalAlation({ clock: systemClock, supersession: 'revokes', random });
  const aws = await startLocalAws({ clock: systemClock });
  onTestFinished(async () => {
    await Promise.all([alation.close(), aws.close()]);
  });
  const connection = awsConnection(aws.url, aws.region);
  aws.events.addEventBus(EVENT_BUS_NAME);
  const { TopicArn = '' } = await new SNSClient(connection).send(new CreateTopicCommand({ Name: 'alerts' }));

  const refreshToken = (name: string) => alation.createRefreshTokenInUi({ userId: 102, name });
  const entryOf = ({ refreshToken: refresh_token, userId: user_id }: ReturnType<typeof refreshToken>) => ({
    refresh_token,
    user_id,
  });
  const revoked = refreshToken('revoked');
  alation.revokeRefreshToken(revoked.id);
  const spoilt = refreshToken('spoilt');
  alation.faults.add({ kind: 'truncatedJson', credentialId: spoilt.id, path: 'createAPIAccessToken' });
  const { clientId, clientSecret } = alation.registerOAuthClient({ name: 'client' });
  const base_url = alation.url;
  const values: Readonly<Record<string, string>> = {
    good: JSON.stringify({
      base_url,
      credentials: [entryOf(refreshToken('a')), { client_id: clientId, client_secret: clientSecret }],
    }),
    client: JSON.stringify({ base_url, client_id: clientId, client_secret: clientSecret }),
    revoked: JSON.stringify({ base_url, ...entryOf(revoked) }),
    spoilt: JSON.stringify({ base_url, ...entryOf(spoilt) }),
    text: `${canaries.make()} is no JSON`,
    wrong: JSON.stringify({ base_url, refresh_token: [canaries.make()], user_id: canaries.make() }),
    elsewhere: JSON.stringify({
      base_url: `https://${canaries.make()}.example`,
      refresh_token: canaries.make(),
    }),
    unregistered: JSON.stringify({ base_url, client_id: 'unknown', client_secret: canaries.make() }),
  };
  const secretsManager = new SecretsManagerClient(connection);
  for (const [integration, SecretString] of Object.entries(values)) {
    await createSecrets(secretsManager, { integration, owner: 'bi-team' });
    await secretsManager.send(
      new PutSecretValueCommand({ SecretId: credentialsSecret(integration), SecretString }),
    );
  }
  const session = { AWS_SECRET_ACCESS_KEY: canaries.make(), AWS_SESSION_TOKEN: canaries.make() };
  return {
    canaries,
    aws,
    rotator: { ...rotatorEnvironment(aws, alation), ...session },
    warner: { ...warnerEnvironment(aws, TopicArn), ...session },
  };
}

test('functions that run as separate processes show no secret in output, alerts, events or tags', async () => {
  const { canaries, aws, rotator, warner } = await servers();
  const refused = { kind: 'error', code: 'AccessDeniedException', times: 1 } as const;

  const swept = await startFunction('rotator', rotator).ended;
  const requested = await startFunction('rotator', rotator, { integration: 'text' }).ended;
  const warned = await startFunction('warner', warner).ended;
  aws.faults.add({ ...refused, service: 'secretsmanager', operation: 'ListSecrets' });
  const failed = await startFunction('rotator', rotator).ended;
  const misconfigured = { ...rotator, EVENT_BUS_NAME: 'no bus', WRITES_PER_SECOND: 'many' };
  const unstarted = await startFunction('rotator', misconfigured).ended;

  expect(JSON.parse(swept.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    due: 8,
    outcomes: { rotated: 2, failed: 6 },
  });
  expect(swept.stderr).toBe('');
  const lines = swept.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.filter((line) => 'message' in line).length).toBeGreaterThanOrEqual(9);
  expect(lines.filter((line) => '_aws' in line)).toHaveLength(1);
  expect(JSON.parse(warned.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ alertsFailed: 0 });
  expect([swept, requested, warned, failed, unstarted].map(({ exitCode }) => exitCode)).toEqual([
    0, 0, 0, 1, 1,
  ]);
  expect(failed.stderr).toContain('InvocationError: RotationError: ListSecrets of alation/ failed');
  expect(unstarted.stderr).toContain('WRITES_PER_SECOND is "many"');

  const output = canaryOutput();
  for (const { stdout, stderr } of [swept, requested, warned, failed, unstarted]) {
    output.add(stdout);
    output.add(stderr);
  }
  expect(aws.topics.messages.length).toBeGreaterThan(1);
  expect(aws.events.events.length).toBeGreaterThan(4);
  const shown = everythingShown({ aws, output, deadLetters: [], requests: [] });
  expect(findLeaks(shown, canaries.all())).toEqual([]);
});
