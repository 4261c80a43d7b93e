import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** Attempts for a PutSecretValue. */
export const PUBLISH_ATTEMPTS = 6;

/**
 * A client for publishing: it shares the connections, credentials and endpoint of `client`, and retries for longer.
 *
 * A minted access token has killed its predecessor, so storing it is the one place where persistence matters more
 * than quick failure. The retry quota is its own as well: reads that failed all through an outage must not have used
 * up what the write needs. The connections are shared so that no TLS handshake falls between mint and publish.
 *
 * @param attempts attempts per request, the first one included
 */
export function createPublishClient(
  client: SecretsManagerClient,
  attempts: number = PUBLISH_ATTEMPTS,
): SecretsManagerClient {
  const { region, credentials, endpoint, requestHandler, tls } = client.config;
  const patient = new SecretsManagerClient({
    region,
    credentials,
    requestHandler,
    tls,
    // Undefined unless it was given to the client: AWS_ENDPOINT_URL is read per request.
    ...(endpoint === undefined ? {} : { endpoint }),
    retryMode: 'standard',
    maxAttempts: attempts,
  });
  const { config } = patient;
  const { retryStrategy } = config;
  config.retryStrategy = async () => sparingQuotas(await retryStrategy());
  return patient;
}

type RetryStrategy = Awaited<ReturnType<SecretsManagerClient['config']['retryStrategy']>>;

/**
 * The SDK takes any `LimitExceededException` for throttling and would wait and repeat for 20 seconds. Here it is the
 * quota of versions, which no second attempt meets otherwise.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html#API_PutSecretValue_Errors
 */
function sparingQuotas(strategy: RetryStrategy): RetryStrategy {
  if (!('refreshRetryTokenForRetry' in strategy)) return strategy;
  return {
    acquireInitialRetryToken: (scope) => strategy.acquireInitialRetryToken(scope),
    recordSuccess: (token) => strategy.recordSuccess(token),
    async refreshRetryTokenForRetry(token, failure) {
      // The client then throws the failure itself.
      if (failure.error?.name === 'LimitExceededException') throw failure.error;
      return strategy.refreshRetryTokenForRetry(token, failure);
    },
  };
}
