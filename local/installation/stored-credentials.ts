import { parseCredentials } from '../../functions/integration/credentials-document.ts';
import type { Credential } from '../../functions/integration/credential.ts';
import type { AwsAccount } from '../aws/local-aws.ts';
import { currentValue } from '../aws/secrets/secret.ts';
import { credentialsSecret } from './names.ts';

/** The credentials that are stored for an integration now; none if the secret has no valid value. */
export function storedCredentials(
  { secrets }: Pick<AwsAccount, 'secrets'>,
  integration: string,
): readonly Credential[] {
  const value = currentValue(secrets.find(credentialsSecret(integration)));
  try {
    return value === undefined ? [] : parseCredentials(value, (baseUrl) => baseUrl).credentials;
  } catch {
    // An operator may store an invalid value.
    return [];
  }
}
