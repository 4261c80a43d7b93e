import {
  TagResourceCommand,
  UntagResourceCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { listedIntegration } from '../../functions/aws/listed-integration.ts';
import { secretName } from '../../functions/aws/secret-names.ts';
import { tagValue } from '../../functions/aws/tag-value.ts';
import { SecretRole } from '../../functions/contract.ts';
import type { ListedIntegration, SecretValue, Tags } from '../../functions/integration/ports.ts';
import type { Sensitive } from '../../functions/integration/sensitive.ts';
import { askAws } from './ask-aws.ts';
import { describeSecret, moveCurrent, putValue, readValue } from './secret-requests.ts';

/** VersionIds of a secret under AWSCURRENT and AWSPREVIOUS; undefined if no version has the label. */
export interface LabelledVersions {
  readonly current: string | undefined;
  readonly previous: string | undefined;
}

/** Operations on the two secrets of one integration. Methods throw `CliError`. */
export interface IntegrationSecrets {
  /** Names of the secrets. */
  readonly names: { readonly credentials: string; readonly accessToken: string };
  /** State from tags, without reading a value; undefined if there is no such integration. */
  describe(): Promise<ListedIntegration | undefined>;
  credentialsVersions(): Promise<LabelledVersions>;
  accessTokenVersions(): Promise<LabelledVersions>;
  readCredentials(): Promise<SecretValue | undefined>;
  /** The access-token document under a label; undefined if there is none. */
  readAccessToken(label: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<SecretValue | undefined>;
  /**
   * Stores credentials under AWSCURRENT, even if another version has this label now. `false` if nothing changed: see
   * `putValue`.
   */
  putCredentials(document: Sensitive, versionId: string): Promise<boolean>;
  writeTags(tags: Tags): Promise<void>;
  removeTag(tag: string): Promise<void>;
  /** Moves AWSCURRENT of the access-token secret. `false` if `from` no longer has it; then nothing changed. */
  moveCurrentAccessToken(from: string, to: string): Promise<boolean>;
}

/** Creates the operations for an integration. */
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
    credentialsVersions: () => labelledVersions(client, credentials),
    accessTokenVersions: () => labelledVersions(client, accessToken),
    readCredentials: () => readValue(client, credentials, 'AWSCURRENT'),
    readAccessToken: (label) => readValue(client, accessToken, label),
    putCredentials: (document, versionId) => putValue(client, credentials, document, versionId),
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
    moveCurrentAccessToken: (from, to) => moveCurrent(client, accessToken, from, to),
  };
}

async function labelledVersions(client: SecretsManagerClient, name: string): Promise<LabelledVersions> {
  const labels = Object.entries((await describeSecret(client, name))?.VersionIdsToStages ?? {});
  const versionOf = (label: string) => labels.find(([, stages]) => stages.includes(label))?.[0];
  return { current: versionOf('AWSCURRENT'), previous: versionOf('AWSPREVIOUS') };
}
