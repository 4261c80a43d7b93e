import { expect, test } from 'vitest';
import { createAccessTokenHistory } from '../../../local/timeline/access-token-history.ts';
import { notificationsOf } from '../../../local/timeline/notifications-of.ts';
import { createReadHistory, type ReadOutcome } from '../../../local/timeline/read-history.ts';

const minted = (mintedAt: number, revokedAt: number | undefined) => ({
  refreshTokenId: '1',
  userId: 1,
  mintedAt,
  expiresAt: mintedAt + 100,
  revokedAt,
});

test('an access token is published until the next access token is minted, and inactive from its revocation or expiry', () => {
  const known = new Map([
    ['a', minted(0, 40)],
    ['b', minted(40, undefined)],
  ]);
  const history = createAccessTokenHistory((value) => known.get(value));
  history.add({ credential: 'blue', value: 'a' });
  history.add({ credential: 'green', value: 'b' });
  expect(history.tokens(1_000)).toEqual([
    { credential: 'blue', mintedAt: 0, publishedUntil: 40, inactiveFrom: 40, isRevoked: true },
    { credential: 'green', mintedAt: 40, publishedUntil: 1_000, inactiveFrom: 140, isRevoked: false },
  ]);
});

test('failed reads without a success between them are one failure', () => {
  const history = createReadHistory();
  const outcomes: readonly ReadOutcome[] = ['failed', 'failed', 'accepted', 'accepted-later', 'failed'];
  for (const [hour, outcome] of outcomes.entries()) history.add(outcome, 130 + hour * 60);
  expect(history.reads((at) => at)).toEqual({
    from: 120,
    count: 5,
    failed: 3,
    refusedOnce: [310],
    failures: [
      [130, 190],
      [370, 370],
    ],
  });
});

test('a consumer that never read has no reads', () => {
  expect(createReadHistory().reads((at) => at)).toBeUndefined();
});

test('a message has a notification for each integration, and a summary belongs to no integration', () => {
  const attributes = {
    severity: { dataType: 'String', value: 'critical' },
    owner: { dataType: 'String', value: 'bi' },
  } as const;
  const message = 'a: the refresh token expired.\nReplace it.\n\nb: rotation failed.';
  const common = { severity: 'critical', owner: 'bi' };
  expect(notificationsOf({ message, attributes })).toEqual([
    { ...common, integration: 'a', sentence: 'the refresh token expired.' },
    { ...common, integration: 'b', sentence: 'rotation failed.' },
  ]);
  const summary = 'Summary of 2027-01-01 08:00 UTC: all 2 integrations are well.';
  expect(notificationsOf({ message: summary, attributes })).toEqual([
    { severity: 'info', owner: 'bi', integration: undefined, sentence: 'all 2 integrations are well.' },
  ]);
});
