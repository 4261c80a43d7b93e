import { failureText, UNTIL_EXPIRY } from '../integration/failure-texts.ts';
import { contestedLines } from './contested-notifications.ts';
import { duration, instant, remainingLifetime, timeAgo } from './duration-text.ts';
import type { Notification, NotificationCredential } from './notification.ts';
import type { IntegrationNotifications } from './integration-notifications.ts';
import { alertCommand, replaceSteps } from './replace-steps.ts';

/** What the text of a notification depends on, besides the notification. */
export interface TextContext {
  readonly now: number;
  /** First segment of the secrets' names. */
  readonly secretPrefix: string;
  /** Address of the published runbook. Without it there is no link: the reader of a mail has no `docs/` folder. */
  readonly runbookUrl?: string | undefined;
}

/**
 * One notification as a paragraph of plain text: what happened, what it means for consumers, what to do. It contains
 * only names and dates, because e-mail may travel unencrypted.
 */
export function notificationText(
  about: IntegrationNotifications,
  notification: Notification,
  context: TextContext,
): string {
  const lines = linesOf(about, notification, context);
  return `${about.integration}: ${lines.join('\n')}`;
}

const asksDaily =
  'The rotator does not use it, and asks Alation once a day whether it accepts the credential again.';

function linesOf(
  about: IntegrationNotifications,
  notification: Notification,
  context: TextContext,
): readonly string[] {
  const { now, secretPrefix } = context;
  switch (notification.kind) {
    case 'refresh-token-expiring': {
      const { credential } = notification;
      const left = remainingLifetime(credential.expiresAt ?? now, now);
      return [
        `the refresh token "${credential.name}" expires in ${left}, on ${expiryOf(credential)}.`,
        `After that, ${withoutCredential(about)}`,
        ...replaceSteps(about, secretPrefix, credential),
      ];
    }
    case 'refresh-token-expired': {
      const { credential } = notification;
      return [
        `the refresh token "${credential.name}" expired on ${expiryOf(credential)}.`,
        `${consumersNow(about, now)} From now on, ${withoutCredential(about)}`,
        ...replaceSteps(about, secretPrefix, credential),
      ];
    }
    case 'refresh-token-expiry-estimated': {
      const { credential } = notification;
      return [
        `the refresh token "${credential.name}" may have expired on ${expiryOf(credential)}.`,
        `${consumersNow(about, now)} If it has expired, ${withoutCredential(about)}`,
        ...replaceSteps(about, secretPrefix, credential),
      ];
    }
    case 'credential-rejected': {
      const { credential } = notification;
      return [
        `Alation rejected the credential "${credential.name}". ${asksDaily}`,
        'Consumers still get access tokens from the other credentials, but with less reserve.',
        ...replaceSteps(about, secretPrefix, credential),
      ];
    }
    case 'credential-forbidden':
      return [
        `Alation forbids the credential "${notification.credential.name}" to mint (403, AlationForbidden). ${asksDaily}`,
        'Consumers still get access tokens from the other credentials, but with less reserve.',
        ...fixLines(about, 'AlationForbidden', secretPrefix),
      ];
    case 'credential-accepted-again':
      return [
        `Alation accepts the credential "${notification.credential.name}" again. ${consumersNow(about, now)}`,
        'You do not have to replace it.',
      ];
    case 'all-rejected':
      return [
        'Alation rejected every credential. Rotation has stopped. The rotator asks Alation once a day whether it accepts one again.',
        consumersNow(about, now),
        ...replaceSteps(about, secretPrefix),
      ];
    case 'rotation-failing':
      return failureLines(about, notification, context);
    case 'rotation-recovered':
      return [`rotation works again. ${consumersNow(about, now)}`];
    case 'credentials-accepted': {
      const { credentials, unused } = notification;
      const accepted = credentials.map((credential) => acceptedText(credential, now));
      const open = unused.map(
        (name) => `"${name}" has not been used yet; you get an alert if Alation rejects it.`,
      );
      return [['Alation accepted the new credentials.', ...accepted, ...open].join(' ')];
    }
    case 'client-secret-old': {
      const { credential, storedAt } = notification;
      return [
        `the client secret of "${credential.name}" has been in use for ${duration(now - storedAt)}, since ${instant(storedAt)}.`,
        `A new secret makes the old secret invalid immediately, but not the published access token: ${storeInTime(about, now)}.`,
        ...replaceSteps(about, secretPrefix, credential),
      ];
    }
    case 'contested':
    case 'contest-ended':
    case 'lifetime-doubtful':
      return contestedLines(about, notification, context);
  }
}

function failureLines(
  about: IntegrationNotifications,
  { code, since }: Extract<Notification, { kind: 'rotation-failing' }>,
  { now, secretPrefix, runbookUrl }: TextContext,
): readonly string[] {
  const { meaning, effect } = failureText(code);
  const name = code === undefined ? '' : ` (${code})`;
  return [
    `rotation has been failing since ${instant(since)}: ${meaning}${name}.`,
    consumersNow(about, now, effect),
    ...fixLines(about, code, secretPrefix),
    ...(code === undefined || runbookUrl === undefined
      ? []
      : [`More about ${code}: ${runbookUrl}#${code.toLowerCase()}`]),
  ];
}

function fixLines(
  about: IntegrationNotifications,
  code: string | undefined,
  secretPrefix: string,
): readonly string[] {
  const { fix, command } = failureText(code);
  if (command === undefined) return [`What to do: ${fix}.`];
  if (command === 'replace') return replaceSteps(about, secretPrefix);
  return [
    `What to do: ${fix}.`,
    `  Run in the folder of the token rotator: ${alertCommand(secretPrefix, command, about.integration)}`,
  ];
}

/** The present effect on consumers, with the date of the expiry. */
function consumersNow(
  { accessTokenExpiresAt, isAccessTokenInDoubt }: IntegrationNotifications,
  now: number,
  effect = `Consumers can use the published access token ${UNTIL_EXPIRY}.`,
): string {
  if (accessTokenExpiresAt === undefined) return 'Consumers have no access token: none is published.';
  const expiry = instant(accessTokenExpiresAt);
  if (now < accessTokenExpiresAt) {
    if (isAccessTokenInDoubt === true) {
      return 'The published access token may be inactive: consumers may get 401 or 403.';
    }
    return effect.includes(UNTIL_EXPIRY)
      ? effect.replace(UNTIL_EXPIRY, `until ${expiry}`)
      : `${effect} The published access token expires on ${expiry}.`;
  }
  return `Consumers get 401 or 403: the published access token expired ${timeAgo(accessTokenExpiresAt, now)}, on ${expiry}.`;
}

function withoutCredential({ credentialKinds }: IntegrationNotifications): string {
  return credentialKinds.length > 1
    ? 'the rotator can mint access tokens from the other credentials only.'
    : 'consumers get no new access token.';
}

/** By when a new client secret must be stored. */
function storeInTime({ accessTokenExpiresAt }: IntegrationNotifications, now: number): string {
  return accessTokenExpiresAt === undefined || now >= accessTokenExpiresAt
    ? 'store the new secret now'
    : `store the new secret before ${instant(accessTokenExpiresAt)}`;
}

function acceptedText(credential: NotificationCredential, now: number): string {
  if (credential.expiresAt === undefined) return `"${credential.name}" does not expire.`;
  return `"${credential.name}" expires in ${remainingLifetime(credential.expiresAt, now)}, on ${expiryOf(credential)}.`;
}

function expiryOf({ expiresAt, expirySource }: NotificationCredential): string {
  const when = expiresAt === undefined ? 'an unknown date' : instant(expiresAt);
  return expirySource === 'estimated' ? `${when} (an estimate: Alation did not report the expiry)` : when;
}
