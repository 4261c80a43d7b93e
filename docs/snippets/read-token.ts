/** Reads an integration's access token with the AWS SDK and calls Alation with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The fields of the access-token secret that a consumer needs. */
interface AccessToken {
  readonly base_url: string;
  readonly header_name: string;
  readonly header_value: string;
}

const secretsManager = new SecretsManagerClient();

async function readAccessToken(integration: string): Promise<AccessToken> {
  const { SecretString } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: `alation/${integration}/access-token` }),
  );
  return JSON.parse(SecretString ?? '');
}

/** Calls Alation. After 401 or 403, waits a second, reads the secret again and retries once. */
async function get(integration: string, path: string): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    const { base_url, header_name, header_value } = await readAccessToken(integration);
    const response = await fetch(base_url + path, {
      headers: { [header_name]: header_value },
      redirect: 'error',
    });
    if (response.ok) return response.json();
    const isRefused = response.status === 401 || response.status === 403;
    if (!isRefused || attempt === 2) throw new Error(`Alation answered ${response.status}`);
    await sleep(1_000);
  }
}

console.log(JSON.stringify(await get(process.argv[2] ?? '', '/integration/v1/userinfo/')));
