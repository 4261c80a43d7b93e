import {
  ListSecretsCommand,
  type Filter,
  type ListSecretsCommandOutput,
  type SecretListEntry,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretsManagerError } from './secrets-manager-error.ts';

/** Maximum page size of ListSecrets. */
const PAGE_SIZE = 100;

/**
 * The secrets with a prefix that pass all filters, page by page. A listing may be minutes old, and filters match
 * prefixes, so a caller must check each secret.
 *
 * @param send sends a request and throws the caller's own error if the request fails
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
    nextToken = page.NextToken || undefined;
  } while (nextToken !== undefined);
}

/** Creates a `send` for `secretPages` that throws a `RotationError`. */
export function sendListSecrets(client: SecretsManagerClient, prefix: string) {
  return (command: ListSecretsCommand): Promise<ListSecretsCommandOutput> =>
    client.send(command).catch((error: unknown) => {
      throw secretsManagerError('ListSecrets', `${prefix}/`, error);
    });
}
