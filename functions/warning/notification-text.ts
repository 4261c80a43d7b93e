import { failureAdvice } from './failure-advice.ts';
import { remainingLifetime, timeAgo } from './duration-text.ts';
import type { Notification, NotificationCredential } from './notification.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';

/** What the text of a notification depends on beside the notification. */
export interface TextContext {
  readonly now: number;
  /** First segment of the secrets' names. */
  readonly secretPrefix: string;
}

/**
 * One notification as a paragraph of plain text: what happened, what happens when, and the exact fix. Names and dates
 * only: e-mail is readable by everybody on its way.
 */
export function notificationText(
  about: IntegrationNotifications,
  notification: Notification,
  context: TextContext,
): string {
  const { integration } = about;
  switch (notification.kind) {
    case 'refresh-token-expiring':
      return [
        `${integration}: the refresh token "${notification.credential.name}" expires in ` +
          `${inDays(notification.credential, context)}, ${onDate(notification.credential)}.`,
        'From then on no new access token can be minted from it.',
        ...replaceSteps(about, context, notification.credential),
      ].join('\n');
    case 'refresh-token-expired':
      return [
        `${integration}: the refresh token "${notification.credential.name}" expired ${onDate(notification.credential)}.`,
        'No new access token can be minted from it.' + accessTokenUntil(about, context),
        ...replaceSteps(about, context, notification.credential),
      ].join('\n');
    case 'refresh-token-expiry-estimated':
      return [
        `${integration}: the refresh token "${notification.credential.name}" may have expired ${onDate(notification.credential)}.`,
        'If it has, no new access token can be minted from it.' + accessTokenUntil(about, context),
        ...replaceSteps(about, context, notification.credential),
      ].join('\n');
    case 'credential-rejected':
      return [
        `${integration}: Alation rejected the credential "${notification.credential.name}". It is not tried again until it ` +
          'is replaced; the other credentials carry on, without the reserve they should have.',
        ...replaceSteps(about, context, notification.credential),
      ].join('\n');
    case 'all-rejected':
      return [
        `${integration}: Alation rejected every credential. Rotation has stopped until one is replaced.` +
          accessTokenUntil(about, context),
        ...replaceSteps(about, context),
      ].join('\n');
    case 'rotation-failing':
      return [
        `${integration}: rotation is failing since ${date(notification.since)} with ${notification.code ?? 'an unknown code'}.` +
          accessTokenUntil(about, context),
        `What to do: ${whatToDo(notification.code ?? 'the code in the log')} under "Failure codes" in docs/runbook.md.`,
      ].join('\n');
    case 'rotation-recovered':
      return `${integration}: rotation works again.${accessTokenUntil(about, context)}`;
    case 'credentials-accepted':
      return [
        `${integration}: accepted.`,
        ...notification.credentials.map((one) => acceptedText(one, context)),
        ...notification.unused.map(
          (name) => `"${name}" has not been used yet; you are told if Alation rejects it.`,
        ),
      ].join(' ');
    case 'client-secret-old':
      return [
        `${integration}: the client secret of "${notification.credential.name}" has been in use since ` +
          `${date(notification.storedAt)}.`,
        `The old secret dies at once when a new one is made, the access token does not: ${storeInTime(about, context)}.`,
        ...replaceSteps(about, context, notification.credential),
      ].join('\n');
  }
}

function whatToDo(code: string): string {
  const mends = failureAdvice(code);
  return `${mends === undefined ? '' : `${mends}; `}look up ${code}`;
}

/**
 * Where a new credential is made, and the command that checks and stores it.
 *
 * @param credential the one to replace; left out where any of them will do
 */
function replaceSteps(
  { integration, baseUrl = 'https://<your Alation>', credentialKinds }: IntegrationNotifications,
  { secretPrefix }: TextContext,
  credential?: NotificationCredential,
): readonly string[] {
  const kinds = credential === undefined ? credentialKinds : [credential.kind];
  const hasClient = kinds.includes('oauth-client');
  const pages = [
    ...(hasClient ? [`a new client secret at ${baseUrl}/admin/auth/ (OAuth Client Applications)`] : []),
    ...(!hasClient || kinds.includes('refresh-token')
      ? [`a new refresh token at ${baseUrl}/account/auth`]
      : []),
  ];
  return [
    'What to do:',
    `  1. Make ${pages.join(', or ')}`,
    `  2. Store it. Run, in the folder of the token rotator: ${replaceCommand(integration, secretPrefix, credential)}`,
    '     It asks for the new one, checks it with Alation, stores it and says how many days it has left.',
    `     Without that command: write all of ${secretPrefix}/${integration}/credentials anew, every credential in it.`,
  ];
}

function replaceCommand(
  integration: string,
  secretPrefix: string,
  credential: NotificationCredential | undefined,
): string {
  // Names come from tags, which more people can edit than are to put words into somebody's shell.
  const name =
    credential !== undefined && /^[A-Za-z0-9][\w.-]*$/.test(credential.name)
      ? ` --name ${credential.name}`
      : '';
  const prefix = secretPrefix === 'alation' ? '' : ` --prefix ${secretPrefix}`;
  // In any other folder npx would take a package of that name from the public registry, and hand it the refresh token.
  return `npx --no-install alation-tokens replace ${integration}${name}${prefix}`;
}

/** By when a regenerated client secret must be stored. */
function storeInTime({ accessTokenExpiresAt }: IntegrationNotifications, { now }: TextContext): string {
  return accessTokenExpiresAt === undefined || now >= accessTokenExpiresAt
    ? 'store the new one at once'
    : `store the new one before ${date(accessTokenExpiresAt)}`;
}

function accessTokenUntil({ accessTokenExpiresAt }: IntegrationNotifications, { now }: TextContext): string {
  if (accessTokenExpiresAt === undefined) return ' No access token is published.';
  if (now < accessTokenExpiresAt)
    return ` The published access token lasts until ${date(accessTokenExpiresAt)}.`;
  return (
    ` The published access token expired ${timeAgo(accessTokenExpiresAt, now)}, on ${date(accessTokenExpiresAt)}: ` +
    'consumers get 401 or 403.'
  );
}

function acceptedText(credential: NotificationCredential, { now }: TextContext): string {
  if (credential.expiresAt === undefined) return `"${credential.name}" does not expire.`;
  return `"${credential.name}": ${remainingLifetime(credential.expiresAt, now)} left, ${until(credential)}.`;
}

function inDays({ expiresAt }: NotificationCredential, { now }: TextContext): string {
  return remainingLifetime(expiresAt ?? now, now);
}

function onDate(credential: NotificationCredential): string {
  return `on ${dated(credential)}`;
}

function until(credential: NotificationCredential): string {
  return `until ${dated(credential)}`;
}

function dated({ expiresAt, expirySource }: NotificationCredential): string {
  const when = expiresAt === undefined ? 'an unknown date' : date(expiresAt);
  return expirySource === 'estimated' ? `${when} (an estimate: Alation could not be asked)` : when;
}

function date(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
