import { usageError } from '../cli-error.ts';
import { checkAlation } from '../doctor/check-alation.ts';
import { checkAws } from '../doctor/check-aws.ts';
import { exitCodeOf } from '../doctor/finding.ts';
import { findingJson, findingLines, stepsOf } from '../doctor/finding-report.ts';
import { renewalJson } from '../doctor/renewal-json.ts';
import { effectOnConsumers } from '../doctor/supersession.ts';
import { doctorAsConsumer } from './doctor-as-consumer.ts';
import type { CredentialInputOptions } from '../program/credential-options.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { hideTyping } from '../terminal/hide-typing.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `doctor`. */
export interface DoctorOptions extends CredentialInputOptions {
  /** Whether to probe an Alation instance, which needs a credential for this test only. */
  readonly alation: boolean;
  /** Whether to probe an Alation instance and also try the renewal of a test refresh token. */
  readonly renewal: boolean;
  /** Whether an operator confirmed that no integration uses the user of the test refresh token. */
  readonly yes: boolean;
  /** Whether to check AWS. */
  readonly aws: boolean;
  /** Integration, or ARN of its access-token secret. If given, the command checks only whether a consumer can use it. */
  readonly consumer?: string | undefined;
}

/**
 * Finds what prevents rotation: in AWS and, with a test credential, in an Alation instance. If a check fails, the
 * checks that do not need its result still run.
 *
 * @throws CliError for wrong usage
 */
export async function doctor(session: Session, options: DoctorOptions): Promise<Report> {
  const { terminal, prefix } = session;
  if (options.consumer !== undefined) return doctorAsConsumer(session, options.consumer, options);
  const isProbing = options.alation || options.renewal || options.fromFile !== undefined;
  if (!options.aws && !isProbing) {
    throw usageError(
      'With --no-aws alone there is nothing to check',
      `To check Alation: ${commandLine(prefix, 'doctor', '--no-aws', '--alation')}`,
      `To check AWS: ${commandLine(prefix, 'doctor')}`,
    );
  }
  if (isProbing && terminal.interactive) hideTyping(terminal.stdin);
  // The checks of AWS run first, because the probe needs the deployed sweep interval.
  const aws = options.aws ? await checkAws(session) : undefined;
  const probe = isProbing ? await checkAlation(session, options, aws?.intervalMs) : undefined;
  const found = [...(probe?.findings ?? []), ...(aws?.findings ?? [])];
  const meaning = effectOnConsumers(probe?.supersedes);
  const renewal = probe?.renewal;
  const todo = [...stepsOf(found), ...(renewal?.todo ?? [])];
  const hint = `To check Alation too, with a refresh token for this test only: ${commandLine(prefix, 'doctor', '--alation')}`;
  return {
    exitCode: exitCodeOf(found),
    json: {
      findings: found.map(findingJson),
      supersedes: probe?.supersedes ?? null,
      supersededStatus: probe?.supersededStatus ?? null,
      meaning,
      renewal: renewal === undefined ? null : renewalJson(renewal),
    },
    lines: [
      ...findingLines(terminal.columns, found),
      '',
      ...meaningLines('What minting means for consumers:', meaning),
      ...meaningLines('What the trial means for the setting renewRefreshTokens:', renewal?.meaning ?? []),
      ...(isProbing ? [] : [hint, '']),
      ...(todo.length === 0 ? ['Nothing to do.'] : []),
    ],
    todo,
  };
}

function meaningLines(head: string, meaning: readonly string[]): readonly string[] {
  return meaning.length === 0 ? [] : [head, ...meaning.map((line) => `  ${line}`), ''];
}
