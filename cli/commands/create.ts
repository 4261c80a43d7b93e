import { INTEGRATION_NAME, SecretRole, Tag } from '../../functions/contract.ts';
import { secretName } from '../../functions/aws/secret-names.ts';
import * as z from 'zod/mini';
import type { AwsClients } from '../aws/clients.ts';
import { listIntegrations, listSecrets } from '../aws/list-integrations.ts';
import { createSecret, putPolicy, readPolicy } from '../aws/secret-lifecycle.ts';
import { whereItLooked } from '../aws/where-it-looked.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { ownerProblem } from '../settings/setting-checks.ts';
import { commandLine } from '../text/command-line.ts';
import { givenText } from '../text/given-text.ts';

const ROLES = [SecretRole.credentials, SecretRole.accessToken] as const;

/**
 * Creates the two secrets of an integration without a deployment: with the tags, the key and the resource policies that the
 * stack gives the secrets of an integration without readers. They are copied from an integration of the stack. Secrets that
 * exist already stay as they are, so the command can be repeated.
 *
 * @throws CliError
 */
export async function create(
  session: Session,
  integration: string,
  { owner }: { readonly owner?: string | undefined },
): Promise<Report> {
  requireNames(integration, owner);
  const { prefix } = session;
  const clients = await session.aws();
  const pattern = await patternOf(clients, prefix, integration);
  const created: string[] = [];
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
    const policy = pattern.policies[role];
    // A run that was interrupted may have left a secret without its policy.
    const hasPolicy = !isNew && (await readPolicy(clients.secretsManager, name)) !== undefined;
    if (policy !== undefined && !hasPolicy) await putPolicy(clients.secretsManager, name, policy);
  }
  return {
    exitCode: ExitCode.done,
    json: { integration, created, pattern: pattern.integration },
    lines: [
      created.length === 0
        ? `${integration} exists already: nothing was created.`
        : `${integration} is created, with the key and the policies of ${pattern.integration}. Nothing is deployed.`,
    ],
    todo: [`Store its first credential: ${commandLine(prefix, 'onboard', integration)}`],
  };
}

function requireNames(integration: string, owner: string | undefined): void {
  if (!INTEGRATION_NAME.test(integration)) {
    throw usageError(
      `The name of an integration is 1 to 64 of a-z, 0-9 and -; got ${givenText(integration)}; nothing was created`,
    );
  }
  const problem = owner === undefined ? undefined : ownerProblem(owner);
  if (problem !== undefined) throw usageError(`${problem}; nothing was created`);
}

/** The key and the policies that another integration has. */
interface Pattern {
  readonly integration: string;
  readonly kmsKeyId: string | undefined;
  readonly policies: Readonly<Record<(typeof ROLES)[number], string | undefined>>;
}

async function patternOf(clients: AwsClients, prefix: string, integration: string): Promise<Pattern> {
  const client = clients.secretsManager;
  const listed = await listIntegrations(client, prefix);
  const first = listed.find((one) => one.integration !== integration);
  if (first === undefined) {
    throw new CliError(
      `There is no other integration under the prefix "${prefix}" ${await whereItLooked(clients)}, whose key and policies the new one would get; nothing was created`,
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
  const policyOf = async (role: (typeof ROLES)[number]) => {
    const policy = await readPolicy(client, nameOf(role));
    return policy === undefined ? undefined : withoutReaders(policy);
  };
  return {
    integration: first.integration,
    kmsKeyId: secrets.find(({ name }) => name === nameOf(SecretRole.credentials))?.kmsKeyId,
    policies: {
      [SecretRole.credentials]: await policyOf(SecretRole.credentials),
      [SecretRole.accessToken]: await policyOf(SecretRole.accessToken),
    },
  };
}

const document = z.looseObject({ Statement: z.array(z.looseObject({ Effect: z.string() })) });

/** A policy without its grants: they name the readers of the other integration. */
function withoutReaders(policy: string): string {
  const parsed = document.parse(JSON.parse(policy));
  return JSON.stringify({ ...parsed, Statement: parsed.Statement.filter(({ Effect }) => Effect === 'Deny') });
}
