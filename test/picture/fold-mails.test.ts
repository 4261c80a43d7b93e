import { expect, test } from 'vitest';
import { foldMails } from '../../picture/fold-mails.ts';
import type { Mail } from '../../picture/live-state.ts';

/**
 * Folds mails with these subjects, the oldest first. `i:` before a subject marks an info mail. Returns each subject with
 * the times of its earlier mails.
 */
function folded(...subjects: readonly string[]) {
  const mails = subjects.map((text, index): Mail => ({
    id: String(index),
    severity: text.startsWith('i:') ? 'info' : 'warning',
    owner: 'bi',
    subject: text.replace('i:', ''),
    body: '',
    sentAt: index,
  }));
  return foldMails(mails.toReversed()).map(({ mail, earlier }) => [mail.subject, ...earlier]);
}

test('mails with the same subject are one item, even if their ages differ or other mails are between them', () => {
  expect(
    folded(
      'demo: rotation failing for 3 h',
      'demo: credential "blue" rejected',
      'demo: rotation failing for 27 h',
      'demo: rotation failing for 2 days',
      'demo: credential "blue" rejected',
    ),
  ).toEqual([
    ['demo: credential "blue" rejected', 1],
    ['demo: rotation failing for 2 days', 2, 0],
  ]);
});

test('after an info mail, a mail with an earlier subject is a new item', () => {
  expect(
    folded(
      'demo: rotation failing for 3 h',
      'i:demo: rotation works again',
      'demo: rotation failing for 3 h',
    ),
  ).toEqual([
    ['demo: rotation failing for 3 h'],
    ['demo: rotation works again'],
    ['demo: rotation failing for 3 h'],
  ]);
});

test('mails about different stages before an expiry are different items', () => {
  const [seven, three] = [
    'demo: last refresh token expires in 7 days',
    'demo: last refresh token expires in 3 days',
  ];
  expect(folded(seven, three)).toEqual([[three], [seven]]);
});
