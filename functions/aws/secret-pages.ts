import {
  ListSecretsCommand,
  type Filter,
  type ListSecretsCommandOutput,
  type SecretListEntry,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretsManagerError } from './secrets-manager-error.ts';

/** ListSecrets' largest page. */
const PAGE_SIZE = 100;

/**
 * The secrets under a prefix that pass all filters, a page at a time. A listing may be minutes old, and filters match
 * beginnings: whoever needs them exact looks again.
 *
 * @param send sends a request, and throws the caller's own error when it fails
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
 */
export async function* secretPages(
  prefix: string,
  filters: readonly Filter[],
  send: (command: ListSecretsCommand) => Promise<ListSecretsCommandOutput>,
): AsyncGenerator<readonly SecretListEntry[]> {
  let nextToken: string | undefined;
  do {
    const page = await send(
      new ListSecretsCommand({
        MaxResults: PAGE_SIZE,
        NextToken: nextToken,
        Filters: [{ Key: 'name', Values: [`${prefix}/`] }, ...filters],
      }),
    );
    yield page.SecretList ?? [];
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
}

/** Sends with this client; the error of what fails is a RotationError. */
export function sendingTo(client: SecretsManagerClient, prefix: string) {
  return (command: ListSecretsCommand): Promise<ListSecretsCommandOutput> =>
    client.send(command).catch((error: unknown) => {
      throw secretsManagerError('ListSecrets', `${prefix}/`, error);
    });
}
