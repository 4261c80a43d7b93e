import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { accessTokenSecret } from '../../local/installation/names.ts';
import { type Deployment, HOUR_MS } from '../handlers/deployment.ts';
import { isServed, messagesOf, published, stateOf, versionCount } from '../handlers/observations.ts';
import { deployWithTls } from './tls.ts';

const SecretId = accessTokenSecret('tableau');

/** The staging labels of an integration's access-token secret, each with its version. */
const labelsOf = ({ aws }: Deployment) => Object.fromEntries(aws.secrets.require(SecretId).labels);

/** Stores a version under a label, as another program does. */
async function storeForeign(deployment: Deployment, label: string, SecretString: string): Promise<string> {
  const { VersionId = '' } = await deployment.secretsManager.send(
    new PutSecretValueCommand({ SecretId, SecretString, VersionStages: [label] }),
  );
  return VersionId;
}

/** Deploys with one integration whose rotation is due. */
async function deployDue(): Promise<Deployment> {
  const deployment = await deployWithTls();
  await deployment.integrate('tableau', 2);
  await deployment.rotate();
  await deployment.clock.advance(12 * HOUR_MS);
  return deployment;
}

// Incidents 9, 10
test.each([
  ['a blank value', ' '],
  ['half a document', '{"access_token":'],
  ['its own value', 'rotation in progress'],
])(
  'an AWSPENDING version with %s from another rotation tool stops no rotation and stays unchanged',
  async (_, value) => {
    const deployment = await deployDue();
    const pending = await storeForeign(deployment, 'AWSPENDING', value);

    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });
    await deployment.clock.advance(12 * HOUR_MS);
    await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1, failed: 0 } });

    expect(labelsOf(deployment)).toMatchObject({ AWSPENDING: pending });
    expect(await isServed(deployment, 'tableau')).toBe(true);
    expect(messagesOf(deployment)).toEqual([]);
  },
);

// Incident 12
test('AWSPENDING on the version under AWSCURRENT does not count as a running rotation', async () => {
  const deployment = await deployDue();
  const { versionId } = await published(deployment, 'tableau');
  await deployment.secretsManager.send(
    new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSPENDING', MoveToVersionId: versionId }),
  );

  await expect(deployment.rotate()).resolves.toMatchObject({ outcomes: { rotated: 1 } });

  expect(labelsOf(deployment)).toMatchObject({ AWSPENDING: versionId, AWSPREVIOUS: versionId });
  expect(await isServed(deployment, 'tableau')).toBe(true);
});

test('with random labels on random versions, a rotation writes one version and moves only AWSCURRENT and AWSPREVIOUS', async () => {
  const label = fc.constantFrom('AWSPENDING', 'blue', 'green', 'before-migration');
  const act = fc.oneof(
    fc.record({ label, value: fc.constantFrom(' ', '{}', 'null', 'x'.repeat(4_096)) }),
    fc.record({ label, onCurrent: fc.constant(true) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 4 }), async (acts) => {
      const deployment = await deployDue();
      for (const change of acts) {
        const { versionId } = await published(deployment, 'tableau');
        const VersionStage = change.label;
        if ('value' in change) await storeForeign(deployment, VersionStage, change.value);
        else {
          const RemoveFromVersionId = labelsOf(deployment)[VersionStage];
          if (RemoveFromVersionId === versionId) continue;
          await deployment.secretsManager.send(
            new UpdateSecretVersionStageCommand({
              SecretId,
              VersionStage,
              MoveToVersionId: versionId,
              RemoveFromVersionId,
            }),
          );
        }
      }
      const { versionId } = await published(deployment, 'tableau');
      const versions = versionCount(deployment, 'tableau');
      const labels = labelsOf(deployment);

      await deployment.rotate();

      const after = await published(deployment, 'tableau');
      expect(versionCount(deployment, 'tableau')).toBe(versions + 1);
      expect(labelsOf(deployment)).toEqual({
        ...labels,
        AWSCURRENT: after.versionId,
        AWSPREVIOUS: versionId,
      });
      expect(stateOf(deployment, 'tableau').status).toMatchObject({ state: 'fresh' });
    }),
    { numRuns: 15, seed: 1 },
  );
});
