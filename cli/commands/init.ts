import { usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { readCdkJson } from '../settings/cdk-json.ts';
import {
  emailProblem,
  hostOf,
  hostProblem,
  integrationProblem,
  ownerProblem,
} from '../settings/setting-checks.ts';
import type { Prompts } from '../terminal/prompts.ts';

/** Options of `init`. The command asks for a missing option. */
export interface InitOptions {
  /** Hosts of Alation. */
  readonly host?: readonly string[];
  /** Addresses that receive alerts. */
  readonly email?: readonly string[];
  /** `<name>` or `<name>=<owner>`. */
  readonly integration?: readonly string[];
}

type Integrations = Readonly<Record<string, { readonly owner?: string }>>;

/**
 * Writes the settings of the first deployment into `cdk.json`. It calls neither AWS nor Alation.
 *
 * @throws CliError
 */
export async function init({ prompts }: Session, options: InitOptions): Promise<Report> {
  const file = readCdkJson();
  if (file.integrations.length > 0) {
    throw usageError(
      `cdk.json already has integrations (${file.integrations.join(', ')}); nothing was changed`,
      'To change the settings, edit cdk.json (docs/settings.md) and deploy: npx cdk deploy',
    );
  }
  const hosts = options.host ?? [
    await prompts.text('Host of Alation, for example acme.alationcloud.com', hostProblem),
  ];
  const emails = options.email ?? [await prompts.text('E-mail address for alerts', emailProblem)];
  requireValid(hosts, hostProblem);
  requireValid(emails, emailProblem);
  const integrations =
    options.integration === undefined
      ? await askForIntegrations(prompts)
      : integrationsOf(options.integration);
  file.write({
    allowedHosts: [...new Set(hosts.map(hostOf))],
    alertEmails: [...new Set(emails)],
    integrations,
  });
  const names = Object.keys(integrations);
  return {
    exitCode: ExitCode.done,
    json: { allowedHosts: hosts.map(hostOf), alertEmails: emails, integrations: names },
    lines: [`cdk.json has the settings of ${names.join(', ')}. Nothing is deployed yet.`],
    todo: ['Once for each AWS account and Region: npx cdk bootstrap', 'Deploy: npx cdk deploy'],
  };
}

async function askForIntegrations(prompts: Prompts): Promise<Integrations> {
  const integrations: Record<string, { readonly owner?: string }> = {};
  do {
    const name = await prompts.text(
      'Name of an integration, for example tableau-lineage',
      integrationProblem,
    );
    const owner = await prompts.text(
      `Owner of ${name}: a team or an e-mail address (Enter for none)`,
      ownerProblem,
    );
    integrations[name] = owner === '' ? {} : { owner };
  } while (await prompts.yes('Add another integration?'));
  return integrations;
}

function integrationsOf(given: readonly string[]): Integrations {
  return Object.fromEntries(
    given.map((text) => {
      const [, name = '', owner = ''] = /^([^=]*)=?(.*)$/s.exec(text) ?? [];
      requireValid([name], integrationProblem);
      requireValid([owner], ownerProblem);
      return [name, owner === '' ? {} : { owner }];
    }),
  );
}

function requireValid(values: readonly string[], check: (text: string) => string | undefined): void {
  for (const value of values) {
    const problem = check(value);
    if (problem !== undefined) throw usageError(`${problem}; nothing was changed`);
  }
}
