import type { CheckedCredential } from '../alation/check-credential.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { RotationAnswer } from '../rotation/rotate-now.ts';
import { accessTokenJson, publishedWords, type ReportContext } from '../rotation/rotation-report.ts';
import { pairs } from '../terminal/table.ts';
import { storedCredential, storedWords } from './stored-credential.ts';
import { commandLine, whereMade } from '../text/command-line.ts';
import { daysLeft } from '../../functions/warning/warning-stage.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';

/** What a report on stored credentials says besides. */
export interface CredentialReportParts {
  /** The credentials that were stored, as far as Alation told of them. */
  readonly checked: readonly CheckedCredential[];
  /** First line. */
  readonly headline: string;
  /** Name of the secret that consumers read. */
  readonly accessTokenSecret: string;
  /** Whether to say what a second credential is good for. */
  readonly offerSecond: boolean;
}

/** The report of a command that stored credentials. It ends with what became of each of them. */
export function credentialReport(
  answer: Extract<RotationAnswer, { kind: 'published' | 'requested' }>,
  { prefix, integration, now }: ReportContext,
  { checked, headline, accessTokenSecret, offerSecond }: CredentialReportParts,
): Report {
  const { state: current } = answer;
  const published = answer.kind === 'published';
  const known = checked.map((credential) => storedCredential(credential, answer));
  const rejected = known.filter(({ state }) => state === 'rejected');
  return {
    exitCode: rejected.length > 0 ? ExitCode.needsPerson : ExitCode.done,
    json: {
      integration,
      outcome: answer.kind,
      accessToken: published ? accessTokenJson(current) : null,
      credentials: known.map(({ name, kind, state, expiresAt }) => ({
        name,
        kind,
        state,
        expiresAt: expiresAt === undefined ? null : formatInstant(expiresAt),
        daysLeft: expiresAt === undefined ? null : daysLeft(expiresAt, now),
      })),
    },
    lines: [
      rejected.length === 0
        ? headline
        : `Alation refuses ${rejected.map(({ name }) => `"${name}"`).join(' and ')} of ${integration}, stored just now.`,
      ...pairs([
        [
          'Access token',
          published ? publishedWords(current, now) : 'requested; see it come with the command "status"',
        ],
        ['Read it', `aws secretsmanager get-secret-value --secret-id ${accessTokenSecret}`],
      ]),
      ...(offerSecond
        ? [
            'With a second credential no consumer ever holds a dead access token: ' +
              commandLine(prefix, 'onboard', integration, '--second'),
          ]
        : []),
      ...known.map((credential) => {
        const again = commandLine(prefix, 'replace', integration, '--name', credential.name);
        const made = whereMade(current.baseUrl, [credential.kind]);
        return `"${credential.name}": ${storedWords(credential, now, `make ${made} and store it: ${again}`)}`;
      }),
    ],
  };
}
