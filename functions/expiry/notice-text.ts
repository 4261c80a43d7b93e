import type { Notice, NoticedCredential } from './notice.ts';
import type { NoticedIntegration } from './noticed-integration.ts';
import { daysLeft } from './warning-stage.ts';

/** What the text of a notice depends on beside the notice. */
export interface TextContext {
  readonly now: number;
  /** First segment of the secrets' names. */
  readonly secretPrefix: string;
}

/**
 * One notice as a paragraph of plain text: what happened, what happens when, and the exact fix. Names and dates
 * only: e-mail is readable by everybody on its way.
 */
export function noticeText(about: NoticedIntegration, notice: Notice, context: TextContext): string {
  const { integration } = about;
  switch (notice.kind) {
    case 'refresh-token-expiring':
      return [
        `${integration}: the refresh token "${notice.credential.name}" expires in ` +
          `${inDays(notice.credential, context.now)}, ${onDate(notice.credential)}.`,
        'From then on no new access token can be minted from it.',
        ...replaceSteps(about, context),
      ].join('\n');
    case 'refresh-token-expired':
      return [
        `${integration}: the refresh token "${notice.credential.name}" expired ${onDate(notice.credential)}.`,
        'No new access token can be minted from it.' + accessTokenUntil(about),
        ...replaceSteps(about, context),
      ].join('\n');
    case 'credential-rejected':
      return [
        `${integration}: Alation rejected the credential "${notice.credential.name}". It is not tried again until it ` +
          'is replaced; the other credentials carry on, without the reserve they should have.',
        ...replaceSteps(about, context),
      ].join('\n');
    case 'all-rejected':
      return [
        `${integration}: Alation rejected every credential. Rotation has stopped until one is replaced.` +
          accessTokenUntil(about),
        ...replaceSteps(about, context),
      ].join('\n');
    case 'rotation-failing':
      return [
        `${integration}: rotation is failing since ${date(notice.since)} with ${notice.code ?? 'an unknown code'}.` +
          accessTokenUntil(about),
        `What to do: look up ${notice.code ?? 'the code in the log'} under "Failure codes" in docs/runbook.md.`,
      ].join('\n');
    case 'rotation-recovered':
      return `${integration}: rotation works again.${accessTokenUntil(about)}`;
    case 'credentials-accepted':
      return `${integration}: accepted.${notice.credentials.map((one) => acceptedText(one, context.now)).join('')}`;
    case 'client-secret-old':
      return [
        `${integration}: the client secret of "${notice.credential.name}" has been in use since ` +
          `${date(notice.storedAt)}.`,
        `What to do: regenerate it in Alation (Admin Settings > Authentication > OAuth Client Applications) and store`,
        `it in ${context.secretPrefix}/${integration}/credentials.`,
      ].join('\n');
  }
}

function replaceSteps(
  { integration, baseUrl }: NoticedIntegration,
  { secretPrefix }: TextContext,
): readonly string[] {
  return [
    'What to do:',
    `  1. Make a new refresh token at ${baseUrl ?? 'https://<your Alation>'}/account/auth`,
    '  2. Store it (the file holds the whole secret, base_url and every credential; delete it afterwards):',
    `     aws secretsmanager put-secret-value --secret-id ${secretPrefix}/${integration}/credentials ` +
      '--secret-string file://credentials.json',
    'The answer "accepted" follows within a tick of the schedule.',
  ];
}

function accessTokenUntil({ accessTokenExpiresAt }: NoticedIntegration): string {
  if (accessTokenExpiresAt === undefined) return ' No access token is published.';
  return ` The published access token lasts until ${date(accessTokenExpiresAt)}.`;
}

function acceptedText(credential: NoticedCredential, now: number): string {
  if (credential.expiresAt === undefined) return ` "${credential.name}" does not expire.`;
  const count = daysLeft(credential.expiresAt, now);
  return ` "${credential.name}": ${count} ${count === 1 ? 'day' : 'days'} left, ${until(credential)}.`;
}

function inDays({ expiresAt }: NoticedCredential, now: number): string {
  const count = daysLeft(expiresAt ?? now, now);
  if (count === 0) return 'less than a day';
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}

function onDate(credential: NoticedCredential): string {
  return `on ${dated(credential)}`;
}

function until(credential: NoticedCredential): string {
  return `until ${dated(credential)}`;
}

function dated({ expiresAt, expirySource }: NoticedCredential): string {
  const when = expiresAt === undefined ? 'an unknown date' : date(expiresAt);
  return expirySource === 'estimated' ? `${when} (an estimate: Alation could not be asked)` : when;
}

function date(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
