import type { CredentialKind } from '../integration/credential.ts';
import type { Tags } from '../integration/ports.ts';
import { alertCommand, fixBlock, fixLines } from './fix.ts';
import type { Notification } from './notification.ts';

/** The notifications about one integration, and the data of their text. */
export interface IntegrationNotifications {
  readonly integration: string;
  readonly owner: string | undefined;
  /** Alation's address, where a user creates new credentials. */
  readonly baseUrl: string | undefined;
  /** The kind of each credential. */
  readonly credentialKinds: readonly CredentialKind[];
  readonly notifications: readonly Notification[];
}

/** Notifications that are due and not sent yet. */
export interface PendingNotifications {
  readonly about: IntegrationNotifications;
  /** Tags to write after all of them are sent, so that none is sent twice. */
  readonly tags: Tags;
}

/** What the text of an alert depends on, besides the notifications. */
export interface TextContext {
  /** First segments of the secrets' names, without the trailing slash. */
  readonly secretPrefix: string;
  /** Account and Region, as a subject names them: `acme-prod eu-west-1`. */
  readonly where: string;
  /** Address of the published runbook. Without it there is no link: the reader of a mail has no `docs/` folder. */
  readonly runbookUrl?: string | undefined;
}

/**
 * The notifications about one integration as plain text. Each says what happened and what it means for consumers. If an
 * operator must act, the text also says what to do. Notifications with the same fix and advice are one paragraph, so that
 * the fix is printed once. The text contains no secret, because e-mail may travel unencrypted.
 */
export function integrationText(about: IntegrationNotifications, context: TextContext): string {
  const paragraphs = Map.groupBy(about.notifications, ({ fix, advice }) =>
    JSON.stringify([fixBlock(fix), advice]),
  );
  return [...paragraphs.values()].map((same) => paragraph(same, about, context)).join('\n\n');
}

function paragraph(
  notifications: readonly Notification[],
  about: IntegrationNotifications,
  { secretPrefix, runbookUrl }: TextContext,
): string {
  const fixes = notifications.flatMap(({ fix }) => fix ?? []);
  const sections = notifications.flatMap(({ runbookSection }) => runbookSection ?? []);
  const links = sections.length > 0 ? sections.map((section) => `#${section}`) : fixes.map(() => '');
  return [
    ...notifications.flatMap(({ happened, effect }) => [`${about.integration}: ${happened}`, effect]),
    ...notifications.slice(0, 1).flatMap(({ advice }) => advice ?? []),
    ...fixLines(fixes, { ...about, secretPrefix }),
    ...(runbookUrl === undefined ? [] : new Set(links.map((link) => `More: ${runbookUrl}${link}`))),
  ].join('\n');
}

/** How to stop the alerts about integrations; empty if no operator has to act, except about paused integrations. */
export function stopText(all: readonly IntegrationNotifications[], { secretPrefix }: TextContext): string {
  const names = all
    .filter(({ notifications }) =>
      notifications.some(({ kind, severity }) => severity !== 'info' && kind !== 'paused'),
    )
    .map(({ integration }) => integration);
  const [only] = names;
  if (only === undefined) return '';
  const command = alertCommand(secretPrefix, 'pause', names.length === 1 ? only : '<integration>');
  return `To stop the alerts about an integration, pause its rotation:\n     ${command}`;
}
