import { INTEGRATION_NAME } from '../functions/contract.ts';
import type { ListedIntegration } from '../functions/integration/ports.ts';
import type { AwsClients } from './aws/clients.ts';
import { integrationSecrets, type IntegrationSecrets } from './aws/integration-secrets.ts';
import { listIntegrations } from './aws/list-integrations.ts';
import { CliError, usageError } from './cli-error.ts';
import { ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';
import { givenWords } from './text/given-text.ts';

/** An integration that exists, and its secrets. */
export interface KnownIntegration {
  readonly clients: AwsClients;
  readonly secrets: IntegrationSecrets;
  readonly listed: ListedIntegration;
}

/**
 * Makes sure that an integration can be called so.
 *
 * @throws CliError
 */
export function requireIntegrationName(name: string): void {
  if (INTEGRATION_NAME.test(name)) return;
  throw usageError(
    `No integration is called ${givenWords(name)}: its name is 1 to 64 of a-z, 0-9 and -, as in cdk.json`,
    'Give its name first: alation-tokens <command> <integration>',
  );
}

/**
 * Looks an integration up.
 *
 * @throws CliError when its name is none, or it is not deployed
 */
export async function requireIntegration(session: Session, integration: string): Promise<KnownIntegration> {
  requireIntegrationName(integration);
  const clients = await session.aws();
  const secrets = integrationSecrets(clients.secretsManager, session.prefix, integration);
  const listed = await secrets.describe();
  if (listed !== undefined) return { clients, secrets, listed };
  const known = await listIntegrations(clients.secretsManager, session.prefix);
  throw new CliError(`There is no integration "${integration}" under the prefix "${session.prefix}"`, {
    code: 'IntegrationNotFound',
    exitCode: ExitCode.needsPerson,
    todo: [
      known.length === 0
        ? 'No integration is deployed here: check --prefix, --region and the account, or deploy the stack'
        : `There are: ${known.map((one) => one.integration).join(', ')}`,
      'A new one is added under "integrations" in cdk.json and deployed with npx cdk deploy',
    ],
  });
}
