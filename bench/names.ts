/** Names that the handler and the world share. */
export const SECRET_PREFIX = 'alation';
export const EVENT_BUS = 'alation-token-rotator';
export const ALLOWED_HOSTS = ['*.alationcloud.com'];

/** Integrations of one Alation instance. */
export const INTEGRATIONS_PER_HOST = 100;

/** The name of an integration by its number, from 0. */
export function integrationName(index: number): string {
  return `integration-${String(index).padStart(6, '0')}`;
}

/** The base URL of an integration, with this number of integrations on each Alation host. */
export function baseUrlOf(index: number, perHost: number): string {
  return `https://acme-${Math.trunc(index / perHost)}.alationcloud.com`;
}
