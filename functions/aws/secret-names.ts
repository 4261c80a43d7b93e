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

/** An ARN ends in the secret's name, a hyphen and six characters of Secrets Manager's own. */
const SECRET_ARN = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)-[A-Za-z0-9]{6}$/;

/** The integration whose credentials secret has this name or ARN; undefined for all else. */
export function integrationOfSecretId(prefix: string, secretId: string): string | undefined {
  return integrationOf(prefix, SECRET_ARN.exec(secretId)?.[1] ?? secretId);
}
