import type { CheckedCredential } from '../alation/check-credential.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { RotationAnswer } from '../rotation/rotate-now.ts';
import {
  accessTokenJson,
  accessTokenWords,
  expiryWords,
  type ReportContext,
} from '../rotation/rotation-report.ts';
import { pairs } from '../terminal/table.ts';
import { commandLine } from '../words/command-line.ts';
import { daysLeft } from '../../functions/expiry/warning-stage.ts';
import { formatInstant } from '../../functions/rotation/tag-fields.ts';

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

/** The report of a command that stored credentials and had them used. It ends with what was accepted. */
export function credentialReport(
  answer: Extract<RotationAnswer, { kind: 'published' | 'requested' }>,
  { prefix, integration, now }: ReportContext,
  { checked, headline, accessTokenSecret, offerSecond }: CredentialReportParts,
): Report {
  const { record } = answer;
  const published = answer.kind === 'published';
  // The rotator asked Alation as well, after this command may have been told not to.
  const known = checked.map((credential) => {
    const recorded = record.credentials.find(({ name }) => name === credential.name);
    const told =
      credential.expiresAt ?? (recorded?.expirySource === 'reported' ? recorded.expiresAt : undefined);
    return { ...credential, expiresAt: told };
  });
  return {
    exitCode: ExitCode.done,
    json: {
      integration,
      outcome: answer.kind,
      accessToken: published ? accessTokenJson(record) : null,
      accepted: known.map(({ name, kind, expiresAt }) => ({
        name,
        kind,
        expiresAt: expiresAt === undefined ? null : formatInstant(expiresAt),
        daysLeft: expiresAt === undefined ? null : daysLeft(expiresAt, now),
      })),
    },
    lines: [
      headline,
      ...pairs([
        [
          'Access token',
          published ? accessTokenWords(record, now) : 'requested; see it come with the command "status"',
        ],
        ['Read it', `aws secretsmanager get-secret-value --secret-id ${accessTokenSecret}`],
      ]),
      ...(offerSecond
        ? [
            'With a second credential no consumer ever holds a dead access token: ' +
              commandLine(prefix, 'onboard', integration, '--second'),
          ]
        : []),
      ...known.map(({ name, kind, expiresAt }) => {
        const left =
          kind === 'refresh-token' && expiresAt === undefined
            ? 'Alation did not tell its expiry'
            : expiryWords(expiresAt, now);
        return `"${name}": accepted, ${left}`;
      }),
    ],
  };
}
