import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Default number of attempts for each write of a secret value or of a staging label. */
export const PUBLISH_ATTEMPTS = 6;

/**
 * A client for writes that must succeed. This client uses the connections, credentials and endpoint of `client`, and
 * retries longer.
 *
 * After a mint the previous access token may be inactive, and after a renewal the old refresh token is revoked. So here
 * success matters more than quick failure. The client has its own retry quota, because failed reads during an outage
 * must not use up the retries of the write. Shared connections avoid a TLS handshake between mint and publish.
 *
 * @param attempts attempts per request, including the first
 */
export function createPublishClient(
  client: SecretsManagerClient,
  attempts: number = PUBLISH_ATTEMPTS,
): SecretsManagerClient {
  const { region, credentials, endpoint, requestHandler, tls } = client.config;
  const publishClient = new SecretsManagerClient({
    region,
    credentials,
    requestHandler,
    tls,
    // Undefined unless it was set on the client: the SDK reads AWS_ENDPOINT_URL per request.
    ...(endpoint === undefined ? {} : { endpoint }),
    retryMode: 'standard',
    maxAttempts: attempts,
  });
  const { config } = publishClient;
  const { retryStrategy } = config;
  config.retryStrategy = async () => withoutQuotaRetries(await retryStrategy());
  return publishClient;
}

type RetryStrategy = Awaited<ReturnType<SecretsManagerClient['config']['retryStrategy']>>;

/**
 * Does not retry a `LimitExceededException`. The SDK treats this error as throttling and would retry for 20 seconds.
 * From PutSecretValue the error means that the quota of versions is used up, so a retry cannot succeed.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html#API_PutSecretValue_Errors
 */
function withoutQuotaRetries(strategy: RetryStrategy): RetryStrategy {
  if (!('refreshRetryTokenForRetry' in strategy)) return strategy;
  return {
    acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
    recordSuccess: (token) => strategy.recordSuccess(token),
    async refreshRetryTokenForRetry(token, failure) {
      // The client then throws the original error.
      if (failure.error?.name === 'LimitExceededException') throw failure.error;
      return strategy.refreshRetryTokenForRetry(token, failure);
    },
  };
}
