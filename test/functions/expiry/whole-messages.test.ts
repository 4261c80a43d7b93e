import { expect, test } from 'vitest';
import { digests } from '../../../functions/expiry/digest.ts';
import { expiryEvents } from '../../../functions/expiry/expiry-events.ts';
import type { Notice } from '../../../functions/expiry/notice.ts';
import type { NoticedIntegration } from '../../../functions/expiry/noticed-integration.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/record-fixture.ts';
import { oauthClient as client, refreshToken as credential, tableau } from './notice-fixture.ts';

const past = { ...credential, expiresAt: NOW - HOUR_MS };
const guessed = { ...past, expirySource: 'estimated' } as const;

const about = (notice: Notice): NoticedIntegration => ({
  ...tableau,
  notices: [notice],
});

const noticed = (owner: string | undefined, notice: Notice): NoticedIntegration => ({
  ...about(notice),
  owner,
});

const notices: readonly Notice[] = [
  { kind: 'refresh-token-expiring', credential, stage: 7 },
  { kind: 'refresh-token-expired', credential: past },
  { kind: 'refresh-token-perhaps-expired', credential: guessed },
  { kind: 'credential-rejected', credential },
  { kind: 'credential-rejected', credential: client },
  { kind: 'all-rejected' },
  { kind: 'rotation-failing', code: 'AlationForbidden', since: NOW - HOUR_MS },
  { kind: 'rotation-failing', code: 'LifetimeTooShort', since: NOW - HOUR_MS },
  { kind: 'rotation-failing', code: undefined, since: NOW - HOUR_MS },
  { kind: 'rotation-recovered' },
  { kind: 'credentials-accepted', credentials: [credential, client], unused: ['green'] },
  { kind: 'client-secret-old', credential: client, storedAt: NOW - 100 * DAY_MS },
];

/** A message as it is mailed. */
function mailed(notice: Notice): string {
  const [message] = digests([about(notice)], { now: NOW, secretPrefix: 'alation' });
  return `${message?.alert.severity}: ${message?.alert.subject}\n\n${message?.alert.body}`;
}

test.each(notices.map((notice, index) => [index, notice] as const))(
  'mail %i reads as it stands',
  (_, notice) => {
    expect(mailed(notice)).toMatchSnapshot();
  },
);

test('events of expiry tell the credential, its expiry and where that is from', () => {
  expect(notices.flatMap((notice) => expiryEvents(about(notice), NOW))).toEqual([
    {
      detailType: 'Refresh Token Expiring',
      detail: {
        integration: 'tableau',
        owner: 'team-data',
        credential: 'tableau-a',
        expiresAt: new Date(NOW + 6.5 * DAY_MS).toISOString(),
        expirySource: 'reported',
        stage: 7,
        daysLeft: 7,
      },
    },
    {
      detailType: 'Refresh Token Expired',
      detail: {
        integration: 'tableau',
        owner: 'team-data',
        credential: 'tableau-a',
        expiresAt: new Date(NOW - HOUR_MS).toISOString(),
        expirySource: 'reported',
      },
    },
    {
      detailType: 'Refresh Token Expiring',
      detail: {
        integration: 'tableau',
        owner: 'team-data',
        credential: 'tableau-a',
        expiresAt: new Date(NOW - HOUR_MS).toISOString(),
        expirySource: 'estimated',
        stage: 0,
        daysLeft: 0,
      },
    },
  ]);
  const [unknown] = expiryEvents(about({ kind: 'refresh-token-expired', credential: client }), NOW);
  expect(Object.keys(unknown?.detail ?? {})).not.toContain('expiresAt');
});

test('what is critical goes first, and each owner has a message of their own', () => {
  const messages = digests(
    [
      noticed('b-team', { kind: 'rotation-recovered' }),
      noticed('b-team', { kind: 'all-rejected' }),
      noticed(undefined, { kind: 'credential-rejected', credential }),
      noticed('a-team', { kind: 'all-rejected' }),
    ],
    { now: NOW, secretPrefix: 'alation' },
  );
  expect(messages.map(({ alert }) => [alert.severity, alert.owner])).toEqual([
    ['critical', 'a-team'],
    ['critical', 'b-team'],
    ['warning', undefined],
    ['info', 'b-team'],
  ]);
});
