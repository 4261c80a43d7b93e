import { INTEGRATION_NAME, SecretRole } from '../contract.ts';

/** `<prefix>/<integration>/<role>`, the name of one of an integration's two secrets. */
export function secretName(
  prefix: string,
  integration: string,
  role: (typeof SecretRole)[keyof typeof SecretRole],
): string {
  return `${prefix}/${integration}/${role}`;
}

/** The integration whose secret in this role, credentials unless given, has this name; undefined for any other name. */
export function integrationOf(
  prefix: string,
  name: string | undefined,
  role: (typeof SecretRole)[keyof typeof SecretRole] = SecretRole.credentials,
): string | undefined {
  const start = `${prefix}/`;
  const end = `/${role}`;
  if (!name?.startsWith(start) || !name.endsWith(end)) return undefined;
  const integration = name.slice(start.length, -end.length);
  return INTEGRATION_NAME.test(integration) ? integration : undefined;
}
