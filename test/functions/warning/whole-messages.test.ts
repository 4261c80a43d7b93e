import { expect, test } from 'vitest';
import { digests } from '../../../functions/warning/digest.ts';
import { expiryEvents } from '../../../functions/warning/expiry-events.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';
import { oauthClient as client, refreshToken as credential, tableau } from './notification-fixture.ts';

const past = { ...credential, expiresAt: NOW - HOUR_MS };
const estimated = { ...past, expirySource: 'estimated' } as const;

const about = (notification: Notification): IntegrationNotifications => ({
  ...tableau,
  notifications: [notification],
});

const ownedBy = (owner: string | undefined, notification: Notification): IntegrationNotifications => ({
  ...about(notification),
  owner,
});

const notifications: readonly Notification[] = [
  { kind: 'refresh-token-expiring', credential, stage: 7 },
  { kind: 'refresh-token-expired', credential: past },
  { kind: 'refresh-token-expiry-estimated', credential: estimated },
  { kind: 'credential-rejected', credential },
  { kind: 'credential-rejected', credential: client },
  { kind: 'all-rejected' },
  { kind: 'rotation-failing', code: 'AlationForbidden', since: NOW - HOUR_MS },
  { kind: 'rotation-failing', code: 'LifetimeTooShort', since: NOW - HOUR_MS },
  { kind: 'rotation-failing', code: undefined, since: NOW - HOUR_MS },
  { kind: 'rotation-recovered' },
  { kind: 'credentials-accepted', credentials: [credential, client], unused: ['green'] },
  { kind: 'client-secret-old', credential: client, storedAt: NOW - 100 * DAY_MS },
  { kind: 'credential-forbidden', credential },
  { kind: 'credential-accepted-again', credential },
  {
    kind: 'contested',
    contest: { credential: 'tableau-a', since: NOW - DAY_MS, inactiveAt: NOW - HOUR_MS },
    credential,
    isOnlyCredential: true,
  },
  {
    kind: 'contested',
    contest: { credential: 'tableau-a', since: NOW - DAY_MS, sharedWith: 'loader' },
    credential,
    isOnlyCredential: false,
  },
  { kind: 'contest-ended' },
  { kind: 'lifetime-doubtful', credential: 'tableau-a' },
];

/** An alert as an e-mail shows it. */
function mailed(notification: Notification): string {
  const [message] = digests([about(notification)], {
    now: NOW,
    secretPrefix: 'alation',
    runbookUrl: 'https://wiki.example.com/runbook',
  });
  return `${message?.alert.severity}: ${message?.alert.subject}\n\n${message?.alert.body}`;
}

test.each(notifications.map((notification, index) => [index, notification] as const))(
  'the e-mail for notification %i equals the recorded e-mail',
  (_, notification) => {
    expect(mailed(notification)).toMatchSnapshot();
  },
);

test('an event of expiry names the credential, its expiry and the source of the expiry', () => {
  expect(notifications.flatMap((notification) => expiryEvents(about(notification), NOW))).toEqual([
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

test('critical alerts are sent first, and each owner gets a separate alert', () => {
  const messages = digests(
    [
      ownedBy('b-team', { kind: 'rotation-recovered' }),
      ownedBy('b-team', { kind: 'all-rejected' }),
      ownedBy(undefined, { kind: 'credential-rejected', credential }),
      ownedBy('a-team', { kind: 'all-rejected' }),
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
