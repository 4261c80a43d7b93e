import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { credentialsSecret } from '../installation/names.ts';

/** One entry of a credentials secret. */
export type CredentialEntry =
  | { readonly name: string; readonly refresh_token: string; readonly user_id: number }
  | { readonly name: string; readonly client_id: string; readonly client_secret: string };

const document = z.object({
  base_url: z.string(),
  credentials: z.array(
    z.union([
      z.object({ name: z.string(), refresh_token: z.string(), user_id: z.number() }),
      z.object({ name: z.string(), client_id: z.string(), client_secret: z.string() }),
    ]),
  ),
});

/** Stores credentials, as an operator does with `put-secret-value`. */
export async function storeCredentials(
  client: SecretsManagerClient,
  integration: string,
  baseUrl: string,
  credentials: readonly CredentialEntry[],
): Promise<void> {
  await client.send(
    new PutSecretValueCommand({
      SecretId: credentialsSecret(integration),
      SecretString: JSON.stringify({ base_url: baseUrl, credentials }),
    }),
  );
}

/** Reads the stored credentials, changes them with `edit` and stores the result. */
export async function editCredentials(
  client: SecretsManagerClient,
  integration: string,
  edit: (credentials: readonly CredentialEntry[]) => readonly CredentialEntry[],
): Promise<void> {
  const { base_url, credentials } = await readCredentials(client, integration);
  await storeCredentials(client, integration, base_url, edit(credentials));
}

/** Reads the stored credentials. */
export async function readCredentials(
  client: SecretsManagerClient,
  integration: string,
): Promise<z.infer<typeof document>> {
  const { SecretString } = await client.send(
    new GetSecretValueCommand({ SecretId: credentialsSecret(integration) }),
  );
  return document.parse(JSON.parse(SecretString ?? ''));
}
