import type { SecretsManagerClientConfig } from '@aws-sdk/client-secrets-manager';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the Lambda bundles: esbuild's `alias` points that package here.
 *
 * The package's chain (SSO, profiles, web identity, instance metadata) cannot be reached in Lambda, which hands its
 * role's credentials to the process in three environment variables, but it is a third of the bundle. The clients
 * import `defaultProvider` from it and nothing else. Credentials are fixed for the life of an execution environment;
 * they are read anew on each call all the same, so that nothing here can go stale.
 *
 * Outside Lambda (`npm start`, the tests, the CLI) nothing is bundled, and the SDK's own chain is used.
 *
 * @throws Error `CredentialsProviderError`, when a request is signed, if one of the variables is missing; it names the
 *   variable
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
  // The name the SDK gives to this failure.
  error.name = 'CredentialsProviderError';
  throw error;
}
