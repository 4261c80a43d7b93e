import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseCredentials } from '../../functions/integration/credentials-document.ts';
import type { AlationControl } from '../alation/control.ts';
import type { RefreshTokenState } from '../alation/states.ts';
import type { AwsAccount } from '../aws/local-aws.ts';
import { currentText } from '../aws/secrets/secret.ts';
import { credentialsSecret } from '../installation/names.ts';

/** A refresh token in the credentials secret. */
export interface StoredRefreshToken {
  /** Name of the credential, which may differ from the name in Alation. */
  readonly credential: string;
  readonly value: string;
  readonly userId: number;
  /** What Alation knows about it; undefined if another Alation created it. */
  readonly state: RefreshTokenState | undefined;
}

/** The refresh tokens in the credentials secret of an integration. */
export interface StoredRefreshTokens {
  /** All that are stored now; none if the secret has no valid value. */
  all(): readonly StoredRefreshToken[];
  /** Stores new values, by the old ones. The rest of the secret stays as a person stored it. */
  replace(values: ReadonlyMap<string, string>): Promise<void>;
}

/** Dependencies of `createStoredRefreshTokens`. */
export interface StoredRefreshTokensDependencies {
  readonly aws: Pick<AwsAccount, 'secrets'>;
  readonly alation: Pick<AlationControl, 'findRefreshToken'>;
  readonly secretsManager: SecretsManagerClient;
}

/** The stored refresh tokens of one integration. */
export function createStoredRefreshTokens(
  { aws, alation, secretsManager }: StoredRefreshTokensDependencies,
  integration: string,
): StoredRefreshTokens {
  const SecretId = credentialsSecret(integration);
  const text = () => currentText(aws.secrets.find(SecretId)) ?? '';
  return {
    all: () =>
      credentialsIn(text()).flatMap((one) => {
        if (one.kind !== 'refresh-token') return [];
        const value = one.refreshToken.reveal();
        return [{ credential: one.name, value, userId: one.userId, state: alation.findRefreshToken(value) }];
      }),
    replace: async (values) => {
      const SecretString = [...values].reduce((all, [old, value]) => all.replaceAll(old, value), text());
      await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
  };
}

function credentialsIn(text: string) {
  try {
    return parseCredentials({ versionId: '', text, createdAt: 0 }, (baseUrl) => baseUrl).credentials;
  } catch {
    // A person may store anything.
    return [];
  }
}
