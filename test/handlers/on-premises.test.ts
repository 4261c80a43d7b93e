import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalAlation } from '../../local/alation/server.ts';
import { startLocalAws } from '../../local/aws/server.ts';
import { systemClock } from '../../local/clock.ts';
import { accessTokenSecret, EVENT_BUS_NAME } from '../../local/installation/names.ts';
import { createAlertTopic, createSecrets } from '../../local/installation/resources.ts';
import { MAIN, runProcess, USER_ID } from '../cli/world.ts';
import { rotatorEnvironment, startFunction, warnerEnvironment } from './function-process.ts';

const tls = (name: string) => join(import.meta.dirname, '../support/tls', `on-premises-${name}.pem`);

/** An Alation at an IP address and a port, whose certificate was issued by an intermediate CA of a private CA. */
async function onPremises() {
  const alation = await startLocalAlation({
    clock: systemClock,
    supersession: 'revokes',
    tls: { key: readFileSync(tls('key'), 'utf8'), cert: readFileSync(tls('cert'), 'utf8') },
  });
  const aws = await startLocalAws({ clock: systemClock });
  const client = {
    endpoint: aws.url,
    region: aws.region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  };
  const secretsManager = new SecretsManagerClient(client);
  const sns = new SNSClient(client);
  onTestFinished(async () => {
    secretsManager.destroy();
    sns.destroy();
    await Promise.all([alation.close(), aws.close()]);
  });
  aws.events.addEventBus(EVENT_BUS_NAME);
  await createSecrets(secretsManager, { integration: 'tableau' });
  const topicArn = await createAlertTopic(sns);
  const baseUrl = `https://127.0.0.1:${alation.port}`;
  const rotator = rotatorEnvironment(aws, alation);
  const { refreshToken, id: refreshTokenId } = alation.createRefreshTokenInUi({
    userId: USER_ID,
    name: 'tableau',
  });
  const onboard = (ca: string) => {
    const args = ['onboard', 'tableau', '--base-url', baseUrl, '--user-id', String(USER_ID), '--no-wait'];
    const environment = { ...rotator, PATH: process.env['PATH'] ?? '', NODE_EXTRA_CA_CERTS: tls(ca) };
    return runProcess(process.execPath, [MAIN, ...args], {
      environment,
      folder: import.meta.dirname,
      stdin: `${refreshToken}\n`,
    });
  };
  const run = (name: 'rotator' | 'warner', allowedHosts: string, event: object = {}) => {
    const environment = {
      ...(name === 'rotator' ? rotator : warnerEnvironment(aws, topicArn)),
      ALLOWED_HOSTS: allowedHosts,
      NODE_EXTRA_CA_CERTS: tls('root'),
    };
    return startFunction(name, environment, event).ended;
  };
  return { alation, aws, baseUrl, refreshTokenId, onboard, run };
}

test('onboard, the rotator and the warner work with an Alation at an IP address and a port with a private CA', async () => {
  const { alation, aws, baseUrl, refreshTokenId, onboard, run } = await onPremises();
  const host = baseUrl.replace('https://', '');

  expect(await onboard('root')).toMatchObject({ code: 0 });
  expect(await run('rotator', host)).toMatchObject({ exitCode: 0 });
  const [version] = aws.secrets.require(accessTokenSecret('tableau')).versions.values();
  const document: unknown = JSON.parse(version?.data.kind === 'string' ? version.data.text : '{}');
  expect(document).toMatchObject({ base_url: baseUrl });
  expect(alation.isAccessTokenActive(String(Reflect.get(Object(document), 'access_token')))).toBe(true);

  alation.revokeRefreshToken(refreshTokenId);
  expect(await run('rotator', host, { integration: 'tableau', force: true })).toMatchObject({ exitCode: 0 });
  expect(await run('warner', host)).toMatchObject({ exitCode: 0 });
  const alerts = aws.topics.messages.map(({ message }) => message).join('\n');
  expect(alerts).toContain('Alation rejected every credential');
  expect(alerts).toContain(`a new refresh token at ${baseUrl}/account/auth`);
});

test('the rotator sends nothing to an Alation at an IP address and a port that allowedHosts does not name exactly', async () => {
  const { alation, baseUrl, onboard, run } = await onPremises();
  expect(await onboard('root')).toMatchObject({ code: 0 });
  const calls = alation.calls.count();

  for (const allowed of ['127.0.0.1', '127.0.0.1:1', '*.0.0.1']) {
    const { stdout } = await run('rotator', allowed, { integration: 'tableau' });
    expect(stdout).toContain('HostNotAllowed');
    expect(stdout).toContain(`the IP address ${baseUrl.replace('https://', '')}. This host is not allowed`);
  }
  expect(alation.calls.count()).toBe(calls);
});

test('onboard fails if NODE_EXTRA_CA_CERTS contains only the certificate of the intermediate CA', async () => {
  const { onboard } = await onPremises();
  const { code, stderr } = await onboard('intermediate');

  expect(code).not.toBe(0);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('NODE_EXTRA_CA_CERTS');
});
