import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { nearbyExpiries } from '../../functions/integration/usable-credentials.ts';
import type { CheckedCredential } from '../alation/check-credential.ts';
import { ExitCode } from '../exit-code.ts';
import type { Report } from '../report.ts';
import type { RequestedRotation } from '../rotation/rotate-now.ts';
import {
  accessTokenJson,
  publishedText,
  remainingLifetimeText,
  type ReportContext,
} from '../rotation/rotation-text.ts';
import { pairs } from '../terminal/table.ts';
import { laterReplacementText, nearbyExpiriesText } from '../text/nearby-expiries-text.ts';
import { storedCredential, type StoredCredential } from './stored-credential.ts';
import { commandLine, newCredentialText } from '../text/command-line.ts';
import { daysLeft } from '../../functions/warning/warning-stage.ts';
import { formatInstant } from '../../functions/integration/tag-fields.ts';

/** Parts of a report on stored credentials besides the rotation. */
export interface CredentialReportParts {
  /** The credentials that were stored. */
  readonly checked: readonly CheckedCredential[];
  /** First line, unless Alation rejects a credential. */
  readonly headline: string;
  /** Name of the secret that consumers read. */
  readonly accessTokenSecret: string;
  /** Whether to recommend a second credential. */
  readonly recommendSecond: boolean;
}

/** The report of a command that stored credentials. The last lines name the state of each of them. */
export function credentialReport(
  rotation: RequestedRotation,
  { prefix, integration, now }: ReportContext,
  { checked, headline, accessTokenSecret, recommendSecond }: CredentialReportParts,
): Report {
  const { state } = rotation;
  const isPublished = rotation.kind === 'published';
  const stored = checked.map((credential) => storedCredential(credential, rotation));
  const rejected = stored.filter((credential) => credential.state === 'rejected');
  return {
    exitCode: rejected.length > 0 ? ExitCode.needsPerson : ExitCode.done,
    json: {
      integration,
      outcome: rotation.kind,
      accessToken: isPublished ? accessTokenJson(state) : null,
      credentials: stored.map((credential) => ({
        name: credential.name,
        kind: credential.kind,
        state: credential.state,
        expiresAt: credential.expiresAt === undefined ? null : formatInstant(credential.expiresAt),
        daysLeft: credential.expiresAt === undefined ? null : daysLeft(credential.expiresAt, now),
      })),
    },
    lines: [
      rejected.length === 0
        ? headline
        : `The credentials of ${integration} are stored, but Alation rejects ${rejected.map(({ name }) => `"${name}"`).join(' and ')}.`,
      ...pairs([
        [
          'Access token',
          isPublished ? publishedText(state, now) : 'requested; the command "status" shows the result',
        ],
        ['Read it', `aws secretsmanager get-secret-value --secret-id ${accessTokenSecret}`],
      ]),
      ...(recommendSecond
        ? [
            'With a second credential every access token stays active until it expires, even after a rotation: ' +
              commandLine(prefix, 'onboard', integration, '--second'),
          ]
        : []),
      ...nearbyExpiriesLines(stored, state, { prefix, integration, now }),
      ...stored.map((credential) => `"${credential.name}": ${storedText(credential, now)}`),
    ],
    todo: rejected.map(({ name, kind }) => {
      const again = commandLine(prefix, 'replace', integration, '--name', name);
      return `Create ${newCredentialText(state.baseUrl, [kind])} and store it: ${again}`;
    }),
  };
}

/** When to replace which credential, if a stored credential expires within 7 days of another credential. */
function nearbyExpiriesLines(
  stored: readonly StoredCredential[],
  { credentials }: IntegrationState,
  { prefix, integration, now }: Pick<ReportContext, 'prefix' | 'integration' | 'now'>,
): readonly string[] {
  const isStored = (name: string) => stored.some((one) => one.name === name);
  const all = [
    ...credentials.filter(({ name }) => !isStored(name)),
    ...stored.map(({ name, state, expiresAt }) => ({
      name,
      state: state === 'rejected' ? state : ('active' as const),
      expiresAt,
      expirySource: 'reported' as const,
      storedAt: now,
    })),
  ];
  const nearby = nearbyExpiries(all, now);
  if (nearby?.names.some(isStored) !== true) return [];
  return [
    now < nearby.replaceFrom
      ? laterReplacementText(nearby)
      : nearbyExpiriesText(nearby, { prefix, integration }),
  ];
}

/** `accepted, 59 days left, until 2027-01-23 08:00 UTC`. */
function storedText({ kind, state, expiresAt }: StoredCredential, now: number): string {
  if (state === 'rejected')
    return 'rejected by Alation; the rotator checks once a day whether Alation accepts the credential again';
  const remaining =
    kind === 'refresh-token' && expiresAt === undefined
      ? 'Alation did not report when it expires'
      : remainingLifetimeText(expiresAt, now);
  return state === 'accepted'
    ? `accepted, ${remaining}`
    : `stored, ${remaining}; the rotator uses it at a later rotation`;
}
