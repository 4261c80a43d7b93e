import type { Mail } from './live-state.ts';
import { escapeText } from './svg.ts';

/** A mail as an item of a list: its subject, and its text to open. */
export function mailItem({ id, severity, owner = 'all owners', subject, body, sentAt }: Mail): string {
  const time = `${new Date(sentAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return (
    `<li data-mail="${escapeText(id)}"><details><summary><span class="severity ${severity}">${severity}</span> ` +
    `<span class="subject">${escapeText(withoutSeverity(subject))}</span> ` +
    `<span class="meta">to ${escapeText(owner)}, ${time}</span></summary>` +
    `<div class="mail-text">${escapeText(body)}</div></details></li>`
  );
}

/** How many mails there are, in words. */
export function inboxText(count: number): string {
  return count === 0 ? 'No mail yet.' : `${count} ${count === 1 ? 'mail' : 'mails'}`;
}

/** The subject without `[CRITICAL]`, which its badge shows. */
function withoutSeverity(subject: string): string {
  return subject.replace(/^\[[A-Z]+\] /, '');
}
