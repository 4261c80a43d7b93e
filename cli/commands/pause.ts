import { Tag } from '../../functions/contract.ts';
import { parseIntegrationState } from '../../functions/integration/integration-state.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { accessTokenWords } from '../rotation/rotation-report.ts';
import type { Session } from '../session.ts';
import { commandLine } from '../text/command-line.ts';

/**
 * Stops rotation, probes and warnings of one integration. What is published stays, and dies at its own time.
 *
 * @throws CliError
 */
export async function pause(session: Session, integration: string): Promise<Report> {
  const { secrets, listed } = await requireIntegration(session, integration);
  const state = parseIntegrationState(listed.tags);
  if (!state.paused) await secrets.writeTags({ [Tag.paused]: 'true' });
  return {
    exitCode: ExitCode.done,
    json: { integration, paused: true, changed: !state.paused },
    lines: [
      state.paused ? `${integration} was paused already.` : `${integration} is paused: nothing is minted.`,
      `  Access token  ${accessTokenWords(state, session.clock.now())}`,
      `Go on with ${commandLine(session.prefix, 'resume', integration)}`,
    ],
  };
}

/**
 * Lets rotation go on from the next tick.
 *
 * @throws CliError
 */
export async function resume(session: Session, integration: string): Promise<Report> {
  const { secrets, listed } = await requireIntegration(session, integration);
  const { paused } = parseIntegrationState(listed.tags);
  // A tag with any other value does not pause, and is taken away as well.
  const isTagged = Tag.paused in listed.tags;
  if (isTagged) await secrets.removeTag(Tag.paused);
  return {
    exitCode: ExitCode.done,
    json: { integration, paused: false, changed: paused },
    lines: [
      paused
        ? `${integration} is resumed: the next tick does what is due.`
        : `${integration} was not paused.`,
      `Do not wait for the tick: ${commandLine(session.prefix, 'rotate', integration)}`,
    ],
  };
}
