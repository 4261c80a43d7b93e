import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AlationControl } from '../alation/control.ts';
import type { RefreshTokenState } from '../alation/states.ts';
import type { AwsAccount } from '../aws/local-aws.ts';
import { currentValue } from '../aws/secrets/secret.ts';
import { credentialsSecret } from '../installation/names.ts';
import { storedCredentials } from '../installation/stored-credentials.ts';

/** A refresh token in the credentials secret. */
export interface StoredRefreshToken {
  /** Name of the credential, which may differ from the name in Alation. */
  readonly credential: string;
  readonly value: string;
  readonly userId: number;
  /** The state in the local Alation; undefined if another Alation created the refresh token. */
  readonly state: RefreshTokenState | undefined;
}

/** The refresh tokens in the credentials secret of an integration. */
export interface StoredRefreshTokens {
  /** The refresh tokens that are stored now; none if the secret has no valid value. */
  all(): readonly StoredRefreshToken[];
  /** Replaces refresh tokens. The keys are the old values. The rest of the secret does not change. */
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
  return {
    all: () =>
      storedCredentials(aws, integration).flatMap((one) => {
        if (one.kind !== 'refresh-token') return [];
        const token = one.refreshToken.reveal();
        const state = alation.findRefreshToken(token);
        return [{ credential: one.name, value: token, userId: one.userId, state }];
      }),
    replace: async (values) => {
      const before = currentValue(aws.secrets.find(SecretId))?.text ?? '';
      const SecretString = [...values].reduce((text, [old, token]) => text.replaceAll(old, token), before);
      await secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
  };
}
