import { deployedIntervalMs } from '../aws/deployed-interval.ts';
import { findStack, type DeployedStack } from '../aws/deployed-stack.ts';
import { usageError } from '../cli-error.ts';
import { readCredentialsText, writeCredentialsText } from '../credentials/credentials-text.ts';
import { checkSecrets } from '../doctor/check-secrets.ts';
import { checkStack } from '../doctor/check-stack.ts';
import { exitCodeOf, failure, findings, type Finding, type Verdict } from '../doctor/finding.ts';
import { probeAlation, type AlationProbe } from '../doctor/probe-alation.ts';
import { meaningOf } from '../doctor/supersession.ts';
import { gatherCredential } from '../input/gather-credential.ts';
import { parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { layout } from '../terminal/layout.ts';
import type { Style } from '../terminal/terminal.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `doctor`. */
export interface DoctorOptions {
  /** Whether to probe an Alation instance; it needs a throw-away credential. */
  readonly alation: boolean;
  /** Whether to look at the AWS side. */
  readonly aws: boolean;
  readonly fromFile?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly userId?: number | undefined;
  readonly clientId?: string | undefined;
  readonly oauth?: boolean | undefined;
}

/**
 * Looks for what keeps rotation from working: on the AWS side, and, with a throw-away credential, at an Alation
 * instance. Every check that can be made is made.
 *
 * @throws CliError for wrong usage
 */
export async function doctor(session: Session, options: DoctorOptions): Promise<Report> {
  const probesAlation = options.alation || options.fromFile !== undefined;
  if (!options.aws && !probesAlation) {
    throw usageError(
      'With --no-aws alone there is nothing to look at',
      `To probe Alation: ${commandLine(session.prefix, 'doctor', '--no-aws', '--alation')}`,
      `To look at the AWS side: ${commandLine(session.prefix, 'doctor')}`,
    );
  }
  // First, for the probe judges by the deployed settings.
  const aws = options.aws ? await awsSide(session) : undefined;
  const probed = probesAlation ? await alationSide(session, options, aws?.intervalMs) : undefined;
  const found = [...(probed?.findings ?? []), ...(aws?.findings ?? [])];
  const meaning = meaningOf(probed?.supersedes);
  // One cause keeps several checks from being made.
  const todo = new Set(found.filter(({ verdict }) => verdict !== 'ok').flatMap((one) => one.todo));
  return {
    exitCode: exitCodeOf(found),
    json: {
      findings: found.map(({ about, what, verdict, says, todo: lines }) => ({
        about,
        what,
        verdict,
        says,
        todo: lines,
      })),
      supersedes: probed?.supersedes ?? null,
      supersededStatus: probed?.supersededStatus ?? null,
      meaning,
    },
    lines: [
      ...findingLines(session, found),
      ...(meaning.length === 0 ? [] : ['', 'What this means', ...meaning.map((line) => `  ${line}`)]),
      ...(todo.size === 0 ? [] : ['', 'What to do now', ...[...todo].map((line) => `  ${line}`)]),
      ...(probesAlation
        ? []
        : [
            '',
            `To probe Alation as well, with a throw-away refresh token: ${commandLine(session.prefix, 'doctor', '--alation')}`,
          ]),
    ],
  };
}

/** What the AWS side came to. */
interface AwsSide {
  readonly findings: readonly Finding[];
  /** Undefined when the stack could not be looked at. */
  readonly intervalMs: number | undefined;
}

async function awsSide(session: Session): Promise<AwsSide> {
  const { terminal, prefix, clock } = session;
  const clients = await session.aws();
  let stack: DeployedStack | undefined;
  const found = await terminal.during('Looking at the AWS side', () =>
    Promise.all([
      findings('AWS', 'Secrets', () => checkSecrets(clients, prefix, clock)),
      findings('AWS', 'Stack', async () => {
        stack = await findStack(clients, prefix);
        return checkStack(clients, prefix, clock, stack);
      }),
    ]),
  );
  return { findings: found.flat(), intervalMs: stack && deployedIntervalMs(stack.rotator) };
}

async function alationSide(
  session: Session,
  options: DoctorOptions,
  deployedInterval: number | undefined,
): Promise<AlationProbe> {
  const { terminal, alation, clock } = session;
  if (terminal.interactive && options.fromFile === undefined) {
    terminal.note(
      'The probe mints access tokens and revokes them. Use a refresh token made for this and used by nobody: one that ' +
        'an integration uses would lose its access tokens.',
    );
  }
  const text = await readSecretInput(terminal, options.fromFile);
  const given = text && parseGivenInput(text);
  if (given?.kind === 'document') throw usageError('Hand over one throw-away credential, not a list');
  const { baseUrl, fields } = await gatherCredential(
    session,
    { ...options, oauth: options.oauth ?? false },
    given,
  );
  const document = writeCredentialsText({
    baseUrl,
    entries: [{ ...fields, name: 'throw-away' }],
    others: {},
    isList: false,
  });
  const [credential] = readCredentialsText(document, 'The throw-away credential').credentials;
  if (credential === undefined) throw usageError('There is no credential to probe with');
  const probe = { alation, clock, baseUrl, credential, deployedIntervalMs: deployedInterval };
  return terminal
    .during(
      'Probing Alation',
      () => probeAlation(probe),
      () =>
        'Cancelled; what the probe minted lives until it expires: revoke the throw-away credential in Alation',
    )
    .catch((error: unknown) => ({
      findings: [failure('Alation', 'Probe', error)],
      supersedes: undefined,
      supersededStatus: undefined,
    }));
}

const mark: Readonly<Record<Verdict, { readonly word: string; readonly style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  warning: { word: 'warning', style: 'yellow' },
  problem: { word: 'PROBLEM', style: 'red' },
  unknown: { word: 'unknown', style: 'yellow' },
};

function findingLines({ terminal }: Session, found: readonly Finding[]): readonly string[] {
  const { head, rows } = layout(
    terminal.columns,
    ['SIDE', 'CHECK', 'VERDICT', 'FOUND'],
    found.map(({ about, what, verdict, says }) => [about, what, mark[verdict].word, says]),
  );
  return [
    ...head.map((line) => terminal.style('bold', line)),
    ...rows.flatMap((row, index) =>
      row.map((line) => terminal.style(mark[found[index]?.verdict ?? 'ok'].style, line)),
    ),
  ];
}
