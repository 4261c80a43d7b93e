import { CreateSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, type SNSClient } from '@aws-sdk/client-sns';
import { SecretRole, Tag } from '../../functions/contract.ts';
import { accessTokenSecret, ALERT_TOPIC_NAME, credentialsSecret } from './names.ts';

/** An integration to install. */
export interface InstalledIntegration {
  readonly integration: string;
  readonly owner?: string | undefined;
  /** Whether the rotator renews the refresh tokens of the integration. */
  readonly renews?: boolean | undefined;
}

/** Creates both secrets of an integration as the stack does: with tags and without a value. */
export async function createSecrets(
  client: SecretsManagerClient,
  { integration, owner, renews = false }: InstalledIntegration,
): Promise<void> {
  const names = [
    [SecretRole.credentials, credentialsSecret(integration)],
    [SecretRole.accessToken, accessTokenSecret(integration)],
  ] as const;
  for (const [role, Name] of names) {
    const tags = {
      [Tag.role]: role,
      [Tag.integration]: integration,
      ...(owner === undefined ? {} : { [Tag.owner]: owner }),
      ...(renews && role === SecretRole.credentials ? { [Tag.renews]: 'true' } : {}),
    };
    await client.send(
      new CreateSecretCommand({ Name, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    );
  }
}

/** Creates the topic for alerts and returns its ARN. */
export async function createAlertTopic(client: SNSClient): Promise<string> {
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: ALERT_TOPIC_NAME }));
  if (TopicArn === undefined) throw new TypeError('CreateTopic returned no TopicArn.');
  return TopicArn;
}
