import { Tag } from '../../functions/contract.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { callerOf } from '../aws/caller.ts';
import { usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import { requireIntegration } from '../require-integration.ts';
import { accessTokenText } from '../rotation/rotation-text.ts';
import type { Session } from '../session.ts';
import { formatPauseNote } from '../status/pause-note.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../text/command-line.ts';

const REASON = 'Why do you pause this integration? (Enter for no reason)';

/** The reason shares the value of a tag with a time and a name. */
const MAX_REASON_LENGTH = 120;

function reasonProblem(reason: string): string | undefined {
  return reason.length <= MAX_REASON_LENGTH
    ? undefined
    : `The reason must have at most ${MAX_REASON_LENGTH} characters; got ${reason.length}`;
}

/**
 * Pauses one integration: no rotation, no probe, and only alerts about the pause. The published access token stays.
 *
 * @throws CliError
 */
export async function pause(
  session: Session,
  integration: string,
  given: { readonly reason?: string | undefined } = {},
): Promise<Report> {
  const { prompts, terminal } = session;
  const { clients, secrets, listed } = await requireIntegration(session, integration);
  const now = session.clock.now();
  const state = readIntegrationState(listed.tags, now);
  const asked = given.reason === undefined && terminal.interactive && !state.paused;
  const reason = (asked ? await prompts.text(REASON, reasonProblem) : given.reason) || undefined;
  if (reason !== undefined && reasonProblem(reason) !== undefined) {
    throw usageError(`${reasonProblem(reason)}; nothing was changed`, 'Shorten the reason');
  }
  if (!state.paused) {
    const note = formatPauseNote({ since: now, by: (await callerOf(clients)).name, reason });
    await secrets.writeTags({ [Tag.paused]: 'true', [Tag.pauseNote]: note });
  }
  return {
    exitCode: ExitCode.done,
    json: { integration, paused: true, changed: !state.paused },
    lines: [
      `${integration} ${state.paused ? 'was paused already' : 'is paused'}: the rotator does not rotate it. The warner sends only alerts about the pause: when the access token expires, before a refresh token expires, and then weekly.`,
      ...pairs([['Access token', accessTokenText(state, now)]]),
    ],
    todo: [
      `Resume rotation before the access token expires: ${commandLine(session.prefix, 'resume', integration)}`,
    ],
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
  // A tag with a value other than `true` does not pause the integration, but is removed too.
  for (const tag of [Tag.paused, Tag.pauseNote]) if (tag in listed.tags) await secrets.removeTag(tag);
  return {
    exitCode: ExitCode.done,
    json: { integration, paused: false, changed: paused },
    lines: [
      paused
        ? `${integration} is resumed: the next sweep does what is due.`
        : `${integration} was not paused.`,
    ],
    todo: paused
      ? [`To rotate before the next sweep: ${commandLine(session.prefix, 'rotate', integration)}`]
      : [],
  };
}
