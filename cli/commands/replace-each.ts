import { usageError } from '../cli-error.ts';
import { givenForEach } from '../input/given-for-each.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { hideTyping } from '../terminal/hide-typing.ts';
import { replace, type ReplaceOptions } from './replace.ts';
import { several } from './several.ts';

/**
 * Replaces a credential of each integration, one after the other. For several integrations the command asks for each
 * new credential, or takes all of them from one JSON object.
 *
 * @throws CliError
 */
export async function replaceEach(
  session: Session,
  given: readonly string[],
  options: ReplaceOptions,
): Promise<Report> {
  const { terminal } = session;
  const integrations = [...new Set(given)];
  const [only = ''] = integrations;
  if (integrations.length <= 1) return replace(session, only, options);
  if (options.name !== undefined || options.userId !== undefined || options.clientId !== undefined) {
    throw usageError(
      '--name, --user-id and --client-id describe one credential, but several integrations are named',
      'Omit the option, or run the command for one integration at a time',
    );
  }
  if (terminal.interactive) hideTyping(terminal.stdin);
  const text = await readSecretInput(terminal, options.fromFile);
  const credentials = text && givenForEach(text, integrations);
  return several(integrations, {
    concurrency: 1,
    showsAllLines: true,
    work: (integration) => {
      if (credentials === undefined) terminal.note(`${integration}:`);
      return replace(session, integration, { ...options, given: credentials?.get(integration) });
    },
  });
}
