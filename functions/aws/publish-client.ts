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
  return new SecretsManagerClient({
    region,
    credentials,
    requestHandler,
    tls,
    // Undefined unless it was given to the client: AWS_ENDPOINT_URL is read per request.
    ...(endpoint === undefined ? {} : { endpoint }),
    retryMode: 'standard',
    maxAttempts: attempts,
  });
}
