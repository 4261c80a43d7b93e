import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, onTestFinished, test } from 'vitest';
import { AccessTokenClient } from '../../../clients/typescript/src/index.ts';
import { startLocalAws } from '../../../local/aws/server.ts';
import { systemClock } from '../../../local/clock.ts';
import { connect, documentOf, SECRET } from './case-world.ts';

const regions = ['us-east-1', 'eu-west-1'] as const;

/** One AWS for each Region, with the secret and its replica, whose ARNs differ in the Region only. */
async function replicated() {
  const [primary, replica] = await Promise.all(
    regions.map(async (region) => {
      const aws = await startLocalAws({ clock: systemClock, region });
      const client = connect(aws);
      onTestFinished(async () => {
        client.destroy();
        await aws.close();
      });
      const SecretString = JSON.stringify(documentOf(`from ${region}`, Date.now()));
      const { ARN = '' } = await client.send(new CreateSecretCommand({ Name: SECRET, SecretString }));
      return { aws, client, arn: ARN };
    }),
  );
  if (primary === undefined || replica === undefined) throw new TypeError('Two Regions are expected.');
  const secretsManager = (region = 'us-east-1') => (region === 'eu-west-1' ? replica : primary).client;
  return { primary, secretsManager };
}

test.each(['name', 'ARN'])(
  'the client reads a secret by %s in its own Region, and the replica if this read fails',
  async (by) => {
    const { primary, secretsManager } = await replicated();
    const secretId = by === 'name' ? SECRET : primary.arn;
    const client = () => new AccessTokenClient({ secretId, replicaRegion: 'eu-west-1', secretsManager });
    expect((await client().get()).accessToken).toBe('from us-east-1');
    await primary.aws.close();
    expect((await client().get()).accessToken).toBe('from eu-west-1');
    const withoutReplica = new AccessTokenClient({ secretId, secretsManager });
    await expect(withoutReplica.get()).rejects.toMatchObject({ code: 'Unavailable' });
  },
);

test('the client reads in the Region of the ARN', async () => {
  const requestedRegions: unknown[] = [];
  const { secretsManager } = await replicated();
  const secretId = `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${SECRET}-AbCdEf`;
  const client = new AccessTokenClient({
    secretId,
    secretsManager: (region) => {
      requestedRegions.push(region);
      return secretsManager(region);
    },
  });
  await expect(client.get()).rejects.toMatchObject({ code: 'NotFound' });
  expect(requestedRegions).toEqual(['eu-west-1']);
});
