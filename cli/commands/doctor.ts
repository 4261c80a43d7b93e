import { CliError } from '../cli-error.ts';
import { readCredentialsText, writeCredentialsText } from '../credentials/credentials-text.ts';
import { checkSecrets } from '../doctor/check-secrets.ts';
import { checkStack } from '../doctor/check-stack.ts';
import { findings, type Finding, type Verdict } from '../doctor/finding.ts';
import { meaningOf, probeAlation } from '../doctor/probe-alation.ts';
import { ExitCode } from '../exit-code.ts';
import { gatherCredential } from '../input/gather-credential.ts';
import { parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';
import { table } from '../terminal/table.ts';
import type { Style } from '../terminal/terminal.ts';
import { usageError } from '../cli-error.ts';
import { commandLine } from '../words/command-line.ts';

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
  const probed = probesAlation ? await alationSide(session, options) : undefined;
  const aws = options.aws ? await awsSide(session) : [];
  const found = [...(probed?.findings ?? []), ...aws];
  const meaning = meaningOf(probed?.supersedes);
  const worst = found.some(({ verdict }) => verdict === 'problem');
  const todo = found.filter(({ verdict }) => verdict !== 'ok').flatMap((one) => one.todo);
  return {
    exitCode: worst ? ExitCode.needsPerson : ExitCode.done,
    json: { findings: found, supersedes: probed?.supersedes ?? null, meaning },
    lines: [
      ...findingLines(session, found),
      ...(meaning.length === 0 ? [] : ['', 'What this means', ...meaning.map((line) => `  ${line}`)]),
      ...(todo.length === 0 ? [] : ['', 'What to do now', ...todo.map((line) => `  ${line}`)]),
      ...(probesAlation
        ? []
        : [
            '',
            `To probe Alation as well, with a throw-away refresh token: ${commandLine(session.prefix, 'doctor', '--alation')}`,
          ]),
    ],
  };
}

async function awsSide(session: Session): Promise<readonly Finding[]> {
  const { terminal, prefix, clock } = session;
  const clients = await session.aws();
  return terminal.during('Looking at the AWS side', async () =>
    (
      await Promise.all([
        findings('AWS', 'Secrets', () => checkSecrets(clients, prefix)),
        findings('AWS', 'Stack', () => checkStack(clients, prefix, clock)),
      ])
    ).flat(),
  );
}

async function alationSide(session: Session, options: DoctorOptions) {
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
  try {
    return await terminal.during('Probing Alation', () => probeAlation(alation, clock, baseUrl, credential));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const failed: Finding = {
      about: 'Alation',
      what: 'Probe',
      verdict: 'problem',
      says: error.message,
      todo: error.todo,
    };
    return { findings: [failed], supersedes: undefined };
  }
}

const mark: Readonly<Record<Verdict, { readonly word: string; readonly style: Style }>> = {
  ok: { word: 'ok', style: 'green' },
  warning: { word: 'warning', style: 'yellow' },
  problem: { word: 'PROBLEM', style: 'red' },
  unknown: { word: 'unknown', style: 'yellow' },
};

function findingLines({ terminal }: Session, found: readonly Finding[]): readonly string[] {
  const [head = '', ...rows] = table(
    ['SIDE', 'CHECK', 'VERDICT', 'FOUND'],
    found.map(({ about, what, verdict, says }) => [about, what, mark[verdict].word, says]),
  );
  return [
    terminal.style('bold', head),
    ...rows.map((row, index) => terminal.style(mark[found[index]?.verdict ?? 'ok'].style, row)),
  ];
}
