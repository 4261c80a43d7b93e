import { randomUUID } from 'node:crypto';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { listedIntegration } from '../../functions/aws/listed-integration.ts';
import { secretName } from '../../functions/aws/secret-names.ts';
import { tagValue } from '../../functions/aws/tag-value.ts';
import { SecretRole } from '../../functions/contract.ts';
import { derivedVersionId } from '../../functions/rotation/derived-version-id.ts';
import type { ListedIntegration, SecretValue, Tags } from '../../functions/rotation/ports.ts';
import type { Sensitive } from '../../functions/rotation/sensitive.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { askAws, isNotFound } from './ask-aws.ts';

/** Which versions of the access-token secret carry a label. */
export interface AccessTokenVersions {
  readonly current: string | undefined;
  readonly previous: string | undefined;
}

/** The two secrets of one integration, as its operator handles them. Methods throw `CliError`. */
export interface IntegrationSecrets {
  /** Names of the secrets. */
  readonly names: { readonly credentials: string; readonly accessToken: string };
  /** State from tags; no value is read. Undefined when there is no such integration. */
  describe(): Promise<ListedIntegration | undefined>;
  accessTokenVersions(): Promise<AccessTokenVersions>;
  readCredentials(): Promise<SecretValue | undefined>;
  /** The access-token document under a label; undefined when there is none. */
  readAccessToken(label: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<SecretValue | undefined>;
  /**
   * Stores credentials on top of the version they were made from, and returns their VersionId. Somebody else's change
   * in between is not overwritten.
   */
  storeCredentials(document: Sensitive, base: string | undefined): Promise<string>;
  writeTags(tags: Tags): Promise<void>;
  removeTag(tag: string): Promise<void>;
  /** Moves AWSCURRENT of the access-token secret; refused when `from` has it no more. */
  moveCurrentAccessToken(from: string, to: string): Promise<void>;
}

/** Makes the secrets of an integration by their names. */
export function integrationSecrets(
  client: SecretsManagerClient,
  prefix: string,
  integration: string,
): IntegrationSecrets {
  const credentials = secretName(prefix, integration, SecretRole.credentials);
  const accessToken = secretName(prefix, integration, SecretRole.accessToken);
  return {
    names: { credentials, accessToken },
    async describe() {
      const secret = await describeSecret(client, credentials);
      return secret && listedIntegration(prefix, secret, secret.VersionIdsToStages);
    },
    async accessTokenVersions() {
      const labels = Object.entries((await describeSecret(client, accessToken))?.VersionIdsToStages ?? {});
      const versionOf = (label: string) => labels.find(([, stages]) => stages.includes(label))?.[0];
      return { current: versionOf('AWSCURRENT'), previous: versionOf('AWSPREVIOUS') };
    },
    readCredentials: () => readValue(client, credentials, 'AWSCURRENT'),
    readAccessToken: (label) => readValue(client, accessToken, label),
    async storeCredentials(document, base) {
      // Derived from the base, so that two operators who saw the same version cannot both write.
      const derived = derivedVersionId(credentials, base, 0);
      if (await put(client, credentials, document, derived)) return derived;
      const secret = await describeSecret(client, credentials);
      const current = secret && listedIntegration(prefix, secret, secret.VersionIdsToStages);
      if (current?.credentialsVersionId !== base) throw changedMeanwhile(credentials);
      // AWSCURRENT was put back to the base by hand: what was derived from it then exists already.
      const versionId = randomUUID();
      if (await put(client, credentials, document, versionId)) return versionId;
      throw changedMeanwhile(credentials);
    },
    async writeTags(tags) {
      const list = Object.entries(tags).map(([Key, value]) => ({ Key, Value: tagValue(value) }));
      if (list.length === 0) return;
      await askAws('secretsmanager:TagResource', credentials, () =>
        client.send(new TagResourceCommand({ SecretId: credentials, Tags: list })),
      );
    },
    async removeTag(tag) {
      await askAws('secretsmanager:UntagResource', credentials, () =>
        client.send(new UntagResourceCommand({ SecretId: credentials, TagKeys: [tag] })),
      );
    },
    async moveCurrentAccessToken(from, to) {
      await askAws('secretsmanager:UpdateSecretVersionStage', accessToken, () =>
        client.send(
          new UpdateSecretVersionStageCommand({
            SecretId: accessToken,
            VersionStage: 'AWSCURRENT',
            RemoveFromVersionId: from,
            MoveToVersionId: to,
          }),
        ),
      );
    },
  };
}

async function describeSecret(client: SecretsManagerClient, name: string) {
  try {
    return await askAws(
      'secretsmanager:DescribeSecret',
      name,
      () => client.send(new DescribeSecretCommand({ SecretId: name })),
      isNotFound,
    );
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function readValue(
  client: SecretsManagerClient,
  name: string,
  label: string,
): Promise<SecretValue | undefined> {
  try {
    const { VersionId, SecretString, CreatedDate } = await askAws(
      'secretsmanager:GetSecretValue',
      name,
      () => client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: label })),
      isNotFound,
    );
    return { versionId: VersionId ?? '', text: SecretString, createdAt: CreatedDate?.getTime() ?? 0 };
  } catch (error) {
    // The same exception stands for a secret without a value under that label.
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** `false` when that VersionId exists with another value. */
async function put(
  client: SecretsManagerClient,
  name: string,
  document: Sensitive,
  versionId: string,
): Promise<boolean> {
  try {
    await askAws(
      'secretsmanager:PutSecretValue',
      name,
      () =>
        client.send(
          new PutSecretValueCommand({
            SecretId: name,
            ClientRequestToken: versionId,
            SecretString: document.reveal(),
          }),
        ),
      isTaken,
    );
    return true;
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && error.name === 'ResourceExistsException';
}

function changedMeanwhile(name: string): CliError {
  return new CliError(`Somebody else changed ${name} meanwhile; nothing was stored`, {
    code: 'ChangedMeanwhile',
    exitCode: ExitCode.needsPerson,
    todo: ['Run the command again: it starts from what is there now'],
  });
}
