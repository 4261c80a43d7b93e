import * as z from 'zod/mini';
import { SecretRole } from '../../functions/contract.ts';

/** Roles of an integration's secrets. */
export const ROLES = [SecretRole.credentials, SecretRole.accessToken] as const;

/** Resource policies by the role of their secret, as JSON; undefined if a secret has none. */
export type Policies = Readonly<Record<(typeof ROLES)[number], string | undefined>>;

const oneOrMore = z.union([z.string(), z.array(z.string())]);
const statement = z.looseObject({
  Sid: z.optional(z.string()),
  Effect: z.string(),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), oneOrMore))),
});
const document = z.looseObject({ Statement: z.array(statement) });
type Statement = z.infer<typeof statement>;

/**
 * Copies the policies of another integration and puts `readers` in place of that integration's readers. The copied
 * policy still denies the old readers access to the credentials: with the setting `kmsKeyArn`, no other policy denies it.
 *
 * @param readers ARNs of roles
 */
export function copiedPolicies(policies: Policies, readers: readonly string[]): Policies {
  const copy = (
    role: keyof Policies,
    statements: (denials: readonly Statement[]) => readonly Statement[],
  ) => {
    const policy = policies[role];
    if (policy === undefined) return undefined;
    const parsed = document.parse(JSON.parse(policy));
    const denials = parsed.Statement.filter(({ Effect }) => Effect === 'Deny');
    return JSON.stringify({ ...parsed, Statement: statements(denials) });
  };
  return {
    [SecretRole.credentials]: copy(SecretRole.credentials, (denials) =>
      denials.map((one) => (one.Sid === 'ReadersNeverReadCredentials' ? alsoDenying(one, readers) : one)),
    ),
    [SecretRole.accessToken]: copy(SecretRole.accessToken, (denials) => [
      ...(readers.length > 0 ? [allowReading(readers)] : []),
      ...denials,
    ]),
  };
}

/** The operators that the policy of credentials names. They must not be readers. */
export function operatorsIn({ [SecretRole.credentials]: policy }: Policies): readonly string[] {
  if (policy === undefined) return [];
  const statements = document.parse(JSON.parse(policy)).Statement;
  const { Condition } = statements.find(({ Sid }) => Sid === 'OnlyOperatorsReadCredentials') ?? {};
  return [Condition?.['ArnNotEquals']?.['aws:PrincipalArn'] ?? []].flat();
}

/** The statement that the stack adds for `readers`. */
function allowReading(readers: readonly string[]): Statement {
  return {
    Sid: 'ReadersReadTheAccessToken',
    Effect: 'Allow',
    Principal: { AWS: oneOrList(readers) },
    Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    Resource: '*',
  };
}

function alsoDenying(denial: Statement, readers: readonly string[]): Statement {
  const denied = [denial.Condition?.['ArnEquals']?.['aws:PrincipalArn'] ?? []].flat();
  const all = [...new Set([...denied, ...readers])];
  return { ...denial, Condition: { ArnEquals: { 'aws:PrincipalArn': oneOrList(all) } } };
}

/** One value as a text and several values as a list, as in the policies that the CDK writes. */
function oneOrList(values: readonly string[]): string | string[] {
  const [only = ''] = values;
  return values.length === 1 ? only : [...values];
}
