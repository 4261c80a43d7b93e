import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';

/**
 * Replaces `@aws-sdk/credential-provider-node` in the Lambda bundles; esbuild's `alias` points that package here.
 *
 * Lambda passes the credentials of the role in three environment variables. A function never needs the package's
 * provider chain (SSO, profiles, web identity, instance metadata). The chain would be a third of the bundle. The clients
 * import only `defaultProvider`. This function reads the variables on each call, so it never returns old credentials.
 *
 * Outside Lambda (`npm start`, the tests, the CLI) the alias does not apply, and the SDK uses its own chain.
 *
 * @throws Error `CredentialsProviderError` when a request is signed, if AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is
 *   missing or empty; the message names the variable
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export const defaultProvider: NonNullable<SecretsManagerClientConfig['credentialDefaultProvider']> =
  () => async () => ({
    accessKeyId: required('AWS_ACCESS_KEY_ID'),
    secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
    sessionToken: process.env['AWS_SESSION_TOKEN'],
  });

function required(name: string): string {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  const error = new Error(`${name} is not set. Lambda sets it for every function with an execution role.`);
  // The SDK uses this name for this failure.
  error.name = 'CredentialsProviderError';
  throw error;
}
