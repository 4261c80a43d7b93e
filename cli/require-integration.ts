import { INTEGRATION_NAME } from '../functions/contract.ts';
import type { ListedIntegration } from '../functions/integration/ports.ts';
import type { AwsClients } from './aws/clients.ts';
import { integrationSecrets, type IntegrationSecrets } from './aws/integration-secrets.ts';
import { listIntegrations } from './aws/list-integrations.ts';
import { whereItLooked } from './aws/where-it-looked.ts';
import { CliError, usageError } from './cli-error.ts';
import { ExitCode } from './exit-code.ts';
import type { Session } from './session.ts';
import { commandLine } from './text/command-line.ts';
import { givenText } from './text/given-text.ts';

/** An existing integration, and its secrets. */
export interface KnownIntegration {
  readonly clients: AwsClients;
  readonly secrets: IntegrationSecrets;
  readonly listed: ListedIntegration;
}

/**
 * Finds an integration.
 *
 * @throws CliError if the name is invalid or there is no such integration
 */
export async function requireIntegration(session: Session, integration: string): Promise<KnownIntegration> {
  if (!INTEGRATION_NAME.test(integration)) {
    throw usageError(
      `The name of an integration has 1 to 64 characters of a-z, 0-9 and -, as in cdk.json; got ${givenText(integration)}`,
      `Give the name right after the command: ${commandLine(session.prefix, '<command>', '<integration>')}`,
    );
  }
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
        ? `No integration is deployed ${await whereItLooked(clients)}: check --prefix, --region and the AWS account, or deploy the stack`
        : `Use one of the deployed integrations: ${known.map((one) => one.integration).join(', ')}`,
      'To add an integration, list it under "integrations" in cdk.json and deploy (npx cdk deploy)',
    ],
  });
}
