import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { PublishedAccessToken } from '../../functions/integration/access-token.ts';
import { fromNow } from '../../functions/warning/duration-text.ts';
import { alationFailure } from '../alation/alation-failure.ts';
import { callerOf } from '../aws/caller.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';
import { callAsConsumer } from './call-as-consumer.ts';
import { finding, findings, type Finding } from './finding.ts';
import { readAsConsumer } from './read-as-consumer.ts';

/**
 * Does with a consumer's AWS credentials what the consumer does: read and decrypt the secret, check its header and its
 * expiry, and call Alation. If the consumer cannot use the secret, the check ends there.
 *
 * @param secretId name or ARN of the access-token secret
 */
export async function checkConsumer(session: Session, secretId: string): Promise<readonly Finding[]> {
  const clients = await session.aws();
  const { secretsManager } = clients;
  const { account, name } = await callerOf(clients);
  const caller = finding(
    'AWS',
    'Caller',
    'ok',
    name === undefined ? 'unknown' : `${name} in account ${account}`,
  );
  let published: PublishedAccessToken | undefined;
  const secret = await findings('AWS', 'Secret', async () => {
    const read = await readAsConsumer(secretsManager, secretId, session.prefix);
    published = read.published;
    return [read.found];
  });
  if (published === undefined) return [caller, ...secret];
  return [
    caller,
    ...secret,
    expiryFinding(published, session),
    await describeFinding(secretsManager, secretId),
    ...(await callAlation(session, published)),
  ];
}

function expiryFinding({ expiresAt }: PublishedAccessToken, { clock, prefix }: Session): Finding {
  const now = clock.now();
  return expiresAt > now
    ? finding('AWS', 'Expiry', 'ok', `the access token expires ${fromNow(expiresAt, now)}`)
    : finding(
        'AWS',
        'Expiry',
        'problem',
        `the access token expired ${fromNow(expiresAt, now)}, and no newer access token was published`,
        `Ask the operator of the rotator for the reason: ${commandLine(prefix, 'status')}`,
      );
}

async function describeFinding(client: SecretsManagerClient, secretId: string): Promise<Finding> {
  const isAllowed = await client.send(new DescribeSecretCommand({ SecretId: secretId })).then(
    () => true,
    () => false,
  );
  return finding(
    'AWS',
    'Describe',
    'ok',
    isAllowed
      ? 'secretsmanager:DescribeSecret is allowed'
      : "secretsmanager:DescribeSecret is not allowed: only AWS's caching clients need it",
  );
}

async function callAlation(
  { alation, prefix }: Session,
  published: PublishedAccessToken,
): Promise<readonly Finding[]> {
  const { host } = new URL(published.baseUrl);
  return findings('Alation', 'Call', async () => {
    const status = await callAsConsumer(alation, published.baseUrl, published).catch((error: unknown) => {
      throw alationFailure(`The command could not call ${host}`, error, 'Try again in a moment');
    });
    if (status >= 200 && status < 300) {
      return [finding('Alation', 'Call', 'ok', `${host} accepts the access token (HTTP ${status})`)];
    }
    return [
      status === 401 || status === 403
        ? finding(
            'Alation',
            'Call',
            'problem',
            `${host} refuses the access token (HTTP ${status})`,
            'Run this command again: a rotation may be about to publish a new access token',
            `If Alation still refuses the access token, ask the operator of the rotator for the reason: ${commandLine(prefix, 'status')}`,
          )
        : finding(
            'Alation',
            'Call',
            'problem',
            `${host} answers HTTP ${status}`,
            'Check the state of Alation, and whether a proxy or Alation itself sent the response',
          ),
    ];
  });
}
