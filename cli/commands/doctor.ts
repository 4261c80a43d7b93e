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
import { INPUT, parseGivenInput } from '../input/given-input.ts';
import { readSecretInput } from '../input/read-secret-input.ts';
import type { CredentialInputOptions } from '../program/credential-options.ts';
import type { Line, Report } from '../report.ts';
import type { Session } from '../session.ts';
import { table } from '../terminal/table.ts';
import type { Style } from '../terminal/terminal.ts';
import { commandLine } from '../text/command-line.ts';

/** Options of `doctor`. */
export interface DoctorOptions extends CredentialInputOptions {
  /** Whether to probe an Alation instance, which needs a throw-away credential. */
  readonly alation: boolean;
  /** Whether to check AWS. */
  readonly aws: boolean;
}

/**
 * Finds what keeps rotation from working: in AWS and, with a throw-away credential, in an Alation instance. A failed
 * check does not stop the others.
 *
 * @throws CliError for wrong usage
 */
export async function doctor(session: Session, options: DoctorOptions): Promise<Report> {
  const { terminal, prefix } = session;
  const isProbing = options.alation || options.fromFile !== undefined;
  if (!options.aws && !isProbing) {
    throw usageError(
      'With --no-aws alone there is nothing to check',
      `To check Alation: ${commandLine(prefix, 'doctor', '--no-aws', '--alation')}`,
      `To check AWS: ${commandLine(prefix, 'doctor')}`,
    );
  }
  // AWS comes first, because the probe needs the deployed interval.
  const aws = options.aws ? await checkAws(session) : undefined;
  const probe = isProbing ? await checkAlation(session, options, aws?.intervalMs) : undefined;
  const found = [...(probe?.findings ?? []), ...(aws?.findings ?? [])];
  const meaning = meaningOf(probe?.supersedes);
  // One cause can fail several checks, so a step may occur several times.
  const todo = new Set(found.filter(({ verdict }) => verdict !== 'ok').flatMap((one) => one.todo));
  const hint = `To check Alation too, with a throw-away refresh token: ${commandLine(prefix, 'doctor', '--alation')}`;
  return {
    exitCode: exitCodeOf(found),
    json: {
      findings: found.map(({ about, what, verdict, says, todo: steps }) => ({
        about,
        what,
        verdict,
        says,
        todo: steps,
      })),
      supersedes: probe?.supersedes ?? null,
      supersededStatus: probe?.supersededStatus ?? null,
      meaning,
    },
    lines: [
      ...findingLines(terminal.columns, found),
      '',
      ...(meaning.length === 0
        ? []
        : ['For consumers this means:', ...meaning.map((line) => `  ${line}`), '']),
      ...(isProbing ? [] : [hint, '']),
      ...(todo.size === 0 ? ['Nothing to do.'] : []),
    ],
    todo: [...todo],
  };
}

/** Result of checking AWS. */
interface AwsCheck {
  readonly findings: readonly Finding[];
  /** Ms between two sweeps; undefined if the stack could not be read. */
  readonly intervalMs: number | undefined;
}

async function checkAws(session: Session): Promise<AwsCheck> {
  const { terminal, prefix, clock } = session;
  const clients = await session.aws();
  let stack: DeployedStack | undefined;
  const found = await terminal.during('Checking AWS', () =>
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

async function checkAlation(
  session: Session,
  options: DoctorOptions,
  intervalMs: number | undefined,
): Promise<AlationProbe> {
  const { terminal, alation, clock } = session;
  if (terminal.interactive && options.fromFile === undefined) {
    terminal.note(
      'The probe mints access tokens and revokes them. Use a refresh token that you made for this probe: the access ' +
        'tokens of an integration that uses it would become inactive.',
    );
  }
  const text = await readSecretInput(terminal, options.fromFile);
  const given = text && parseGivenInput(text);
  if (given?.kind === 'document') {
    throw usageError(`${INPUT} is a list of credentials`, 'Give one throw-away credential');
  }
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
  const probe = { alation, clock, baseUrl, credential, deployedIntervalMs: intervalMs };
  return terminal
    .during(
      'Probing Alation',
      () => probeAlation(probe),
      () =>
        'Cancelled. The access tokens of the probe stay active until they expire: revoke the throw-away credential in Alation',
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

function findingLines(columns: number | undefined, found: readonly Finding[]): readonly Line[] {
  const { head, rows } = table(
    columns,
    ['CHECK', 'VERDICT', 'FINDING'],
    found.map(({ about, what, verdict, says }) => [`${about}: ${what}`, mark[verdict].word, says]),
  );
  const styleOf = (index: number) => mark[found[index]?.verdict ?? 'ok'].style;
  return [
    ...head.map((text): Line => ({ text, style: 'bold' })),
    ...rows.flatMap((row, index) => row.map((text): Line => ({ text, style: styleOf(index) }))),
  ];
}
