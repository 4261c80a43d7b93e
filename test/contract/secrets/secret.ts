import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { uniqueName } from '../peer.ts';

/** A secret for one test. */
export interface TestSecret {
  readonly name: string;
  /** VersionIds, oldest first. */
  readonly versions: readonly [string, string, string];
}

/** Creates a secret and puts these values, at most three, each with AWSCURRENT. */
export async function secretWith(client: SecretsManagerClient, ...values: string[]): Promise<TestSecret> {
  const name = uniqueName();
  await client.send(new CreateSecretCommand({ Name: name }));
  const versions: [string, string, string] = [randomUUID(), randomUUID(), randomUUID()];
  for (const [index, value] of values.entries()) {
    await client.send(
      new PutSecretValueCommand({
        SecretId: name,
        ClientRequestToken: versions[index],
        SecretString: value,
      }),
    );
  }
  return { name, versions };
}

/** VersionId by staging label. */
export async function labelsOf(
  client: SecretsManagerClient,
  name: string,
): Promise<Readonly<Record<string, string>>> {
  const { VersionIdsToStages } = await client.send(new DescribeSecretCommand({ SecretId: name }));
  return Object.fromEntries(
    Object.entries(VersionIdsToStages ?? {}).flatMap(([versionId, stages]) =>
      stages.map((stage) => [stage, versionId]),
    ),
  );
}

/** The value of the version with AWSCURRENT. */
export async function currentValue(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
}
