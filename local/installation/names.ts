import { SecretRole } from '../../functions/contract.ts';

/** Default names of the stack. */
export const SECRET_PREFIX = 'alation';
export const EVENT_BUS_NAME = 'alation-token-rotator';
export const ALERT_TOPIC_NAME = 'alation-token-rotator-alerts';

/** Name of the secret with the credentials, which an operator writes. */
export function credentialsSecret(integration: string): string {
  return `${SECRET_PREFIX}/${integration}/${SecretRole.credentials}`;
}

/** Whether this is the name of a secret with credentials. */
export function isCredentialsSecret(name: string): boolean {
  return name.startsWith(`${SECRET_PREFIX}/`) && name.endsWith(`/${SecretRole.credentials}`);
}

/** Name of the secret with the access token, which consumers read. */
export function accessTokenSecret(integration: string): string {
  return `${SECRET_PREFIX}/${integration}/${SecretRole.accessToken}`;
}
