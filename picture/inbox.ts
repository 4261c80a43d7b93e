import type { FoldedMail } from './fold-mails.ts';
import { escapeText } from './svg.ts';

/** A mail as an item of a list: its subject, and its text to open. Earlier mails of the same cause are counted. */
export function mailItem({ mail, earlier }: FoldedMail): string {
  const { id, severity, owner = 'the operators', subject, body, sentAt } = mail;
  const times = earlier.length === 0 ? '' : `, ${earlier.length + 1} times`;
  const before = earlier.length === 0 ? '' : `\n\nSent before: ${earlier.map(timeOf).join(', ')}`;
  return (
    `<li data-mail="${escapeText(id)}"><details><summary><span class="severity ${severity}">${severity}</span> ` +
    `<span class="subject">${escapeText(withoutSeverity(subject))}</span> ` +
    `<span class="meta">to ${escapeText(owner)}, ${timeOf(sentAt)}${times}</span></summary>` +
    `<div class="mail-text">${escapeText(body + before)}</div></details></li>`
  );
}

/** How many mails there are, in words. */
export function inboxText(count: number): string {
  return count === 0 ? 'No mail yet.' : `${count} ${count === 1 ? 'mail' : 'mails'}`;
}

function timeOf(sentAt: number): string {
  return `${new Date(sentAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The subject without `[CRITICAL]`, which its badge shows. */
function withoutSeverity(subject: string): string {
  return subject.replace(/^\[[A-Z]+\] /, '');
}
