import { listIntegrations } from '../aws/list-integrations.ts';
import { usageError } from '../cli-error.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { integrationStatus } from '../status/integration-status.ts';
import { SOON_DAYS } from '../status/todo.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { commandLine } from '../text/command-line.ts';
import { rotate, type RotateOptions } from './rotate.ts';
import { several } from './several.ts';

/** At most this many rotations run at the same time. For each, the command sends up to eight requests a second to AWS. */
const CONCURRENCY = 5;

/**
 * Requests a new access token for each integration.
 *
 * @param all whether to rotate every integration that is not paused and has credentials; then `given` must be empty
 * @throws CliError
 */
export async function rotateEach(
  session: Session,
  all: boolean,
  given: readonly string[],
  options: RotateOptions,
): Promise<Report> {
  const { terminal } = session;
  const named = [...new Set(given)];
  const [first] = named;
  if (all !== (first === undefined)) {
    throw usageError(
      all ? '--all and the name of an integration exclude each other' : 'No integration is named',
      `Name one or more integrations, or give --all: ${commandLine(session.prefix, 'rotate', '<integration>')}`,
    );
  }
  if (first !== undefined && named.length === 1) return rotate(session, first, options);
  const chosen = all ? await rotatable(session) : named;
  let done = 0;
  // All integrations share one spinner.
  const withoutSpinner: Terminal = { ...terminal, during: (_, work) => work() };
  return terminal.during(
    `The rotator rotates ${chosen.length} integrations`,
    () =>
      several(chosen, {
        concurrency: CONCURRENCY,
        showsAllLines: false,
        work: async (integration) => {
          const report = await rotate({ ...session, terminal: withoutSpinner }, integration, options);
          done += 1;
          return report;
        },
      }),
    () =>
      `Cancelled. ${done} of ${chosen.length} integrations are done. The rotator continues with the requests that were sent. See the results: ${commandLine(session.prefix, 'status')}`,
  );
}

/** The integrations that are not paused and have credentials. */
async function rotatable({ aws, prefix, clock, terminal }: Session): Promise<readonly string[]> {
  const { secretsManager } = await aws();
  const listed = await terminal.during('Reading the state of the integrations', () =>
    listIntegrations(secretsManager, prefix),
  );
  const found = listed
    .map((one) => integrationStatus(one, clock.now(), SOON_DAYS))
    .filter(({ state }) => state !== 'paused' && state !== 'awaiting-credentials')
    .map(({ integration }) => integration);
  if (found.length > 0) return found;
  throw usageError(
    'No integration can be rotated: there is none, or each is paused or has no credentials',
    `See them: ${commandLine(prefix, 'status')}`,
  );
}
