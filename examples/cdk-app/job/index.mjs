import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

const secretsManager = new SecretsManagerClient();

/** Calls Alation with the published access token, which the rotator replaces before it expires. */
export async function handler() {
  const { SecretString } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: process.env.ALATION_ACCESS_TOKEN_SECRET }),
  );
  const { base_url, header_name, header_value } = JSON.parse(SecretString);
  const response = await fetch(`${base_url}/integration/v1/userinfo/`, {
    headers: { [header_name]: header_value },
    redirect: 'error',
  });
  if (!response.ok) throw new Error(`Alation answered ${response.status}`);
  return response.json();
}
