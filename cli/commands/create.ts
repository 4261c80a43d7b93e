import { INTEGRATION_NAME, SecretRole, Tag } from '../../functions/contract.ts';
import { secretName } from '../../functions/aws/secret-names.ts';
import type { AwsClients } from '../aws/clients.ts';
import { copiedPolicies, operatorsIn, ROLES, type Policies } from '../aws/copied-policies.ts';
import { listIntegrations, listSecrets } from '../aws/list-integrations.ts';
import { createSecret, putPolicy, readPolicy } from '../aws/secret-lifecycle.ts';
import { whereItLooked } from '../aws/where-it-looked.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { ownerProblem, roleProblem } from '../settings/setting-checks.ts';
import { commandLine } from '../text/command-line.ts';
import { givenText } from '../text/given-text.ts';

/** Options of `create`. */
export interface CreateOptions {
  readonly owner?: string | undefined;
  /** ARNs of roles that may read the access token. */
  readonly reader?: readonly string[] | undefined;
}

/**
 * Creates the two secrets of an integration without a deployment: with the tags, the key and the resource policies that the
 * stack gives such an integration. Key and policies are copied from another integration. An existing secret gets only a
 * missing policy, so the command can be repeated.
 *
 * @throws CliError
 */
export async function create(
  session: Session,
  integration: string,
  { owner, reader: readers = [] }: CreateOptions,
): Promise<Report> {
  requireNames(integration, owner, readers);
  const { prefix } = session;
  const clients = await session.aws();
  const pattern = await patternOf(clients, prefix, integration);
  requireNoOperator(pattern.policies, readers);
  const policies = copiedPolicies(pattern.policies, readers);
  const created: string[] = [];
  let keepsPolicy = false;
  for (const role of ROLES) {
    const name = secretName(prefix, integration, role);
    const isNew = await createSecret(clients.secretsManager, {
      name,
      description: `Alation ${role === SecretRole.credentials ? 'credentials' : 'access token'} of ${integration}: created by alation-tokens`,
      kmsKeyId: pattern.kmsKeyId,
      tags: {
        [Tag.role]: role,
        [Tag.integration]: integration,
        ...(owner === undefined ? {} : { [Tag.owner]: owner }),
      },
    });
    if (isNew) created.push(name);
    const policy = policies[role];
    // A run that was interrupted may have left a secret without its policy.
    const hasPolicy = !isNew && (await readPolicy(clients.secretsManager, name)) !== undefined;
    if (policy !== undefined && !hasPolicy) await putPolicy(clients.secretsManager, name, policy);
    if (role === SecretRole.accessToken) keepsPolicy = hasPolicy;
  }
  return {
    exitCode: ExitCode.done,
    json: { integration, created, pattern: pattern.integration },
    lines: [
      created.length === 0
        ? `${integration} exists already: no secret was created.`
        : `${integration} is created, with the key and the policies of ${pattern.integration}. Nothing is deployed.`,
    ],
    todo: [
      ...(readers.length === 0
        ? []
        : keepsPolicy
          ? [
              'The access-token secret had a policy already, and this policy stays. To change its readers, see docs/access.md, "Readers of another account"',
            ]
          : [
              `Allow the readers kms:Decrypt on ${pattern.kmsKeyId ?? 'the key'}, in their own IAM policies. For a role of another account the policy of the key must allow it too`,
            ]),
      `Store its first credential: ${commandLine(prefix, 'onboard', integration)}`,
    ],
  };
}

function requireNames(integration: string, owner: string | undefined, readers: readonly string[]): void {
  if (!INTEGRATION_NAME.test(integration)) {
    throw usageError(
      `The name of an integration has 1 to 64 characters of a-z, 0-9 and -, without - at either end; got ${givenText(integration)}; nothing was created`,
    );
  }
  const problems = [owner === undefined ? undefined : ownerProblem(owner), ...readers.map(roleProblem)];
  const problem = problems.find((one) => one !== undefined);
  if (problem !== undefined) throw usageError(`${problem}; nothing was created`);
}

/** The stack refuses a reader that is an operator too. */
function requireNoOperator(policies: Policies, readers: readonly string[]): void {
  const operators = operatorsIn(policies);
  const both = readers.find((role) => operators.includes(role));
  if (both === undefined) return;
  throw usageError(
    `--reader must not name an operator, because a reader must not read credentials; got ${givenText(both)}; nothing was created`,
  );
}

/** The key and the policies that another integration has. */
interface Pattern {
  readonly integration: string;
  readonly kmsKeyId: string | undefined;
  readonly policies: Policies;
}

async function patternOf(clients: AwsClients, prefix: string, integration: string): Promise<Pattern> {
  const client = clients.secretsManager;
  const listed = await listIntegrations(client, prefix);
  const first = listed.find((one) => one.integration !== integration);
  if (first === undefined) {
    throw new CliError(
      `There is no other integration under the prefix "${prefix}" ${await whereItLooked(clients)}. "create" copies the key and the policies of another integration. Nothing was created`,
      {
        code: 'IntegrationNotFound',
        exitCode: ExitCode.needsPerson,
        todo: [
          'Deploy the stack with one integration first (npx cdk deploy), or check --prefix, --region and the AWS account',
        ],
      },
    );
  }
  const nameOf = (role: (typeof ROLES)[number]) => secretName(prefix, first.integration, role);
  const secrets = await listSecrets(client, prefix, SecretRole.credentials);
  const policyOf = (role: (typeof ROLES)[number]) => readPolicy(client, nameOf(role));
  return {
    integration: first.integration,
    kmsKeyId: secrets.find(({ name }) => name === nameOf(SecretRole.credentials))?.kmsKeyId,
    policies: {
      [SecretRole.credentials]: await policyOf(SecretRole.credentials),
      [SecretRole.accessToken]: await policyOf(SecretRole.accessToken),
    },
  };
}
