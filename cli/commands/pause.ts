import { Tag } from '../../functions/contract.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { accessTokenText } from '../rotation/rotation-text.ts';
import type { Session } from '../session.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';

/**
 * Stops rotation, probes and alerts of one integration. The published access token stays until it expires.
 *
 * @throws CliError
 */
export async function pause(session: Session, integration: string): Promise<Report> {
  const { secrets, listed } = await requireIntegration(session, integration);
  const now = session.clock.now();
  const state = readIntegrationState(listed.tags, now);
  if (!state.paused) await secrets.writeTags({ [Tag.paused]: 'true' });
  return {
    exitCode: ExitCode.done,
    json: { integration, paused: true, changed: !state.paused },
    lines: [
      `${integration} ${state.paused ? 'was paused already' : 'is paused'}: no rotation, no alerts.`,
      ...pairs([['Access token', accessTokenText(state, now)]]),
    ],
    todo: [`Resume rotation before it expires: ${commandLine(session.prefix, 'resume', integration)}`],
  };
}

/**
 * Resumes rotation from the next sweep.
 *
 * @throws CliError
 */
export async function resume(session: Session, integration: string): Promise<Report> {
  const { secrets, listed } = await requireIntegration(session, integration);
  const { paused } = readIntegrationState(listed.tags, session.clock.now());
  // The tag is removed also if another value keeps it from pausing.
  if (Tag.paused in listed.tags) await secrets.removeTag(Tag.paused);
  return {
    exitCode: ExitCode.done,
    json: { integration, paused: false, changed: paused },
    lines: [
      paused
        ? `${integration} is resumed: the next sweep does what is due.`
        : `${integration} was not paused: nothing was changed.`,
    ],
    todo: paused
      ? [`To rotate before the next sweep: ${commandLine(session.prefix, 'rotate', integration)}`]
      : [],
  };
}
