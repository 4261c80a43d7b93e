import type { Mail } from './live-state.ts';

/** A mail, and the mails of the same cause before it. */
export interface FoldedMail {
  readonly mail: Mail;
  /** When the earlier mails were sent, ms since the epoch, the newest first. */
  readonly earlier: readonly number[];
}

/** Folds mails that repeat the same subject until their cause ends. In the argument and in the result, the newest is first. */
export function foldMails(mails: readonly Mail[]): readonly FoldedMail[] {
  const folded = new Set<FoldedMail>();
  const open = new Map<string, FoldedMail>();
  for (const mail of mails.toReversed()) {
    // An info mail may say that a cause has ended.
    if (mail.severity === 'info') open.clear();
    const cause = `${mail.owner} ${withoutAge(mail.subject)}`;
    const before = open.get(cause);
    const earlier = before === undefined ? [] : [before.mail.sentAt, ...before.earlier];
    if (before !== undefined) folded.delete(before);
    const one = { mail, earlier };
    folded.add(one);
    open.set(cause, one);
  }
  return [...folded].toReversed();
}

/** The subject without the age of its cause, which differs in each repetition. A stage ("in 7 days") stays. */
function withoutAge(subject: string): string {
  return subject.replace(
    /(?<! in)(?: for)? (?:just now|less than a minute|\d+ (?:min|h|days?)(?: ago)?)\b/,
    '',
  );
}
