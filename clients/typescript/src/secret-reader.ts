import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseAccessToken, type AccessToken } from './access-token.ts';
import { AccessTokenError, readError } from './access-token-error.ts';

/** An access token, and how far the clock of AWS is ahead of this machine's, in ms. */
export interface SecretRead {
  readonly accessToken: AccessToken;
  readonly clockOffset: number;
}

/** Where the secret is read. */
export interface SecretReaderOptions {
  /** Name or ARN of the access-token secret. An ARN decides the Region. */
  readonly secretId: string;
  /** A Region with a replica of the secret. The client reads the replica if the first read fails. */
  readonly replicaRegion?: string | undefined;
  /**
   * Makes the client for a Region; undefined means the Region of the environment.
   * @default credentials, Region and endpoint as the AWS SDK finds them
   */
  readonly secretsManager?: (region: string | undefined) => SecretsManagerClient;
}

const ARN_REGION = /^(arn:[^:]+:secretsmanager:)([^:]+)/;

/** Makes the function that reads the secret, or its replica if the first read fails. The function throws AccessTokenError. */
export function secretReader(options: SecretReaderOptions): () => Promise<SecretRead> {
  const { secretId, replicaRegion, secretsManager = createClient } = options;
  const readers = [reader(secretId, secretsManager(ARN_REGION.exec(secretId)?.[2]))];
  if (replicaRegion !== undefined) {
    // A replica has the ARN of the secret, with its own Region.
    const replicaId = secretId.replace(ARN_REGION, `$1${replicaRegion}`);
    readers.push(reader(replicaId, secretsManager(replicaRegion)));
  }
  return async () => {
    let first: unknown;
    for (const read of readers) {
      try {
        return await read();
      } catch (error) {
        first ??= error;
      }
    }
    throw readError(secretId, first);
  };
}

function reader(secretId: string, client: SecretsManagerClient): () => Promise<SecretRead> {
  return async () => {
    const { SecretString, VersionId = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: secretId }),
    );
    const accessToken = parseAccessToken(SecretString, VersionId);
    if (accessToken === undefined) {
      const message = `The value of ${secretId} is not an access token of the rotator. Check that it is the access-token secret`;
      throw new AccessTokenError('Malformed', message);
    }
    // The SDK sets this offset from the Date header of responses, if it is 5 minutes or more.
    return { accessToken, clockOffset: client.config.systemClockOffset };
  };
}

/** A client with time limits, because the SDK has none by default. */
function createClient(region: string | undefined): SecretsManagerClient {
  return new SecretsManagerClient({
    ...(region === undefined ? {} : { region }),
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
  });
}
