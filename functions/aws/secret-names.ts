import { INTEGRATION_NAME, SecretRole } from '../contract.ts';

/** `<prefix>/<integration>/<role>`, the name of one of an integration's two secrets. */
export function secretName(
  prefix: string,
  integration: string,
  role: (typeof SecretRole)[keyof typeof SecretRole],
): string {
  return `${prefix}/${integration}/${role}`;
}

/** The integration whose secret of this role has this name; undefined for any other name. */
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

/** The ARN of a secret ends with its name, a hyphen and six characters that Secrets Manager adds. */
const SECRET_ARN = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)-[A-Za-z0-9]{6}$/;

/** The integration whose credentials secret has this name or ARN; undefined for any other text. */
export function integrationOfSecretId(prefix: string, secretId: string): string | undefined {
  return integrationOf(prefix, SECRET_ARN.exec(secretId)?.[1] ?? secretId);
}
