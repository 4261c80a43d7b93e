import { expect, test } from 'vitest';
import { severityOf } from '../../../functions/warning/notification.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import { notificationText } from '../../../functions/warning/notification-text.ts';
import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import { DAY_MS, HOUR_MS, NOW } from '../rotation/state-fixture.ts';
import { refreshToken as credential, tableau as about } from './notification-fixture.ts';

const text = (notification: Notification, changes: Partial<IntegrationNotifications> = {}) =>
  notificationText({ ...about, ...changes }, notification, {
    now: NOW,
    secretPrefix: 'alation',
    runbookUrl: 'https://wiki.example.com/runbook',
  });

const LINK = 'https://acme.alationcloud.com/account/auth';
const COMMAND = 'npx --no-install alation-tokens replace tableau';

test.each<Notification>([
  { kind: 'refresh-token-expiring', credential, stage: 7 },
  { kind: 'refresh-token-expired', credential },
  { kind: 'refresh-token-expiry-estimated', credential },
  { kind: 'credential-rejected', credential },
  { kind: 'all-rejected' },
])('the text of $kind names the integration, the page and the command', (notification) => {
  expect(text(notification)).toMatch(/^tableau: /);
  expect(text(notification)).toContain(LINK);
  expect(text(notification)).toContain(COMMAND);
});

test.each<{ readonly notification: Notification; readonly part: string }>([
  {
    notification: { kind: 'refresh-token-expiring', credential, stage: 7 },
    part: 'the refresh token "tableau-a" expires in 7 days, on 2026-01-17 00:00 UTC.',
  },
  {
    notification: {
      kind: 'refresh-token-expiring',
      credential: { ...credential, expiresAt: NOW + 1.5 * DAY_MS },
      stage: 3,
    },
    part: 'expires in 2 days (36 h),',
  },
  {
    notification: {
      kind: 'refresh-token-expiring',
      credential: { ...credential, expiresAt: NOW + 5 * HOUR_MS },
      stage: 1,
    },
    part: 'expires in less than a day (5 h),',
  },
  {
    notification: {
      kind: 'refresh-token-expiring',
      credential: { ...credential, expirySource: 'estimated' },
      stage: 7,
    },
    part: '(an estimate: Alation did not report the expiry)',
  },
  {
    notification: { kind: 'refresh-token-expired', credential: { ...credential, expiresAt: NOW } },
    part: 'expired on 2026-01-10 12:00 UTC.',
  },
  {
    notification: { kind: 'refresh-token-expired', credential },
    part: 'Consumers can use the published access token until 2026-01-10 17:00 UTC. From now on, ',
  },
  {
    notification: {
      kind: 'refresh-token-expiry-estimated',
      credential: { ...credential, expiresAt: NOW, expirySource: 'estimated' },
    },
    part: 'may have expired on 2026-01-10 12:00 UTC (an estimate: Alation did not report the expiry).',
  },
  {
    notification: { kind: 'refresh-token-expiry-estimated', credential },
    part: 'If it has expired, consumers get no new access token.',
  },
  {
    notification: { kind: 'credential-rejected', credential },
    part: 'Alation rejected the credential "tableau-a". The rotator does not use it, and asks Alation once a day whether it accepts the credential again.',
  },
  {
    notification: { kind: 'credential-forbidden', credential },
    part: 'Alation forbids the credential "tableau-a" to mint (403, AlationForbidden).',
  },
  {
    notification: { kind: 'credential-accepted-again', credential },
    part: 'Alation accepts the credential "tableau-a" again.',
  },
  {
    notification: { kind: 'all-rejected' },
    part:
      'Rotation has stopped. The rotator asks Alation once a day whether it accepts one again.\n' +
      'Consumers can use the published access token until 2026-01-10 17:00 UTC.',
  },
  {
    notification: { kind: 'rotation-failing', code: 'AlationForbidden', since: NOW },
    part: 'failing since 2026-01-10 12:00 UTC: Alation forbids the request (403) (AlationForbidden).',
  },
  {
    notification: { kind: 'rotation-failing', code: 'AlationForbidden', since: NOW },
    part: 'https://wiki.example.com/runbook#alationforbidden',
  },
  { notification: { kind: 'rotation-recovered' }, part: 'rotation works again.' },
  {
    notification: { kind: 'credentials-accepted', credentials: [credential], unused: [] },
    part: 'Alation accepted the new credentials. "tableau-a" expires in 7 days, on 2026-01-17 00:00 UTC.',
  },
  {
    notification: {
      kind: 'credentials-accepted',
      credentials: [{ ...credential, expiresAt: undefined, expirySource: undefined }],
      unused: ['tableau-b'],
    },
    part:
      'Alation accepted the new credentials. "tableau-a" does not expire. "tableau-b" has not been used yet; you get an ' +
      'alert if Alation rejects it.',
  },
  {
    notification: { kind: 'client-secret-old', credential, storedAt: NOW - 100 * DAY_MS },
    part: 'in use for 100 days, since 2025-10-02 12:00 UTC.',
  },
])('the text of $notification.kind contains: $part', ({ notification, part }) => {
  expect(text(notification)).toContain(part);
});

test('the page shows a placeholder when the base URL is not known', () => {
  expect(text({ kind: 'all-rejected' }, { baseUrl: undefined })).toContain(
    'https://<your Alation>/account/auth',
  );
});

test('consumers have no access token when none is published', () => {
  expect(text({ kind: 'all-rejected' }, { accessTokenExpiresAt: undefined })).toContain(
    'Consumers have no access token: none is published.',
  );
});

test.each<Notification>([
  { kind: 'refresh-token-expired', credential },
  { kind: 'refresh-token-expiry-estimated', credential },
  { kind: 'all-rejected' },
  { kind: 'rotation-failing', code: 'AlationUnavailable', since: NOW - DAY_MS },
  { kind: 'rotation-failing', code: 'PublishFailed', since: NOW - DAY_MS },
])('the text of $kind names the time since which consumers are refused', (notification) => {
  const expired = text(notification, { accessTokenExpiresAt: NOW - 6 * HOUR_MS });
  expect(expired).toContain(
    'Consumers get 401 or 403: the published access token expired 6 h ago, on 2026-01-10 06:00 UTC.',
  );
  expect(expired).not.toMatch(/can use|may be/);
  expect(text(notification, { accessTokenExpiresAt: NOW })).toContain(
    'the published access token expired just now',
  );
});

test.each<Notification>([
  { kind: 'refresh-token-expired', credential },
  { kind: 'all-rejected' },
  { kind: 'rotation-failing', code: 'AlationUnavailable', since: NOW - DAY_MS },
])('the text of $kind does not promise an access token that may be inactive', (notification) => {
  const doubtful = text(notification, { isAccessTokenInDoubt: true });
  expect(doubtful).toContain('The published access token may be inactive: consumers may get 401 or 403.');
  expect(doubtful).not.toContain('can use');
  expect(text(notification, { isAccessTokenInDoubt: true, accessTokenExpiresAt: NOW - 1 })).toContain(
    'Consumers get 401 or 403',
  );
});

test.each([
  { code: 'CredentialRejected', firstStep: /^What to do:$/, command: /alation-tokens replace tableau$/ },
  {
    code: 'CredentialsMalformed',
    firstStep: /^What to do: Find the wrong field/,
    command: /alation-tokens onboard tableau$/,
  },
  { code: 'PublishFailed', firstStep: /^What to do: Find /, command: /alation-tokens rotate tableau$/ },
])('the fix of $code begins with what to do and has its command', ({ code, firstStep, command }) => {
  const lines = text({ kind: 'rotation-failing', code, since: NOW - DAY_MS }).split('\n');
  expect(lines[2]).toMatch(firstStep);
  expect(lines.filter((line) => command.test(line))).toHaveLength(1);
});

test('a refresh token that is not the only credential leaves consumers with the others', () => {
  const notification: Notification = { kind: 'refresh-token-expiring', credential, stage: 7 };
  const [, single] = text(notification).split('\n');
  const [, several] = text(notification, { credentialKinds: ['refresh-token', 'oauth-client'] }).split('\n');
  expect(single).toBe('After that, consumers get no new access token.');
  expect(several).toBe('After that, the rotator can mint access tokens from the other credentials only.');
});

test('a new client secret must be stored before the access token expires, or immediately if it has expired', () => {
  const notification: Notification = { kind: 'client-secret-old', credential, storedAt: NOW };
  expect(text(notification)).toContain('store the new secret before 2026-01-10 17:00 UTC.');
  expect(text(notification, { accessTokenExpiresAt: NOW })).toContain('store the new secret now.');
  expect(text(notification, { accessTokenExpiresAt: undefined })).toContain('store the new secret now.');
});

test.each<Notification>([
  { kind: 'refresh-token-expiring', credential, stage: 7 },
  { kind: 'refresh-token-expired', credential },
  { kind: 'refresh-token-expiry-estimated', credential },
  { kind: 'credential-rejected', credential },
  { kind: 'client-secret-old', credential, storedAt: NOW },
])('the command for $kind names the credential', (notification) => {
  expect(text(notification)).toMatch(/npx --no-install alation-tokens replace tableau --name tableau-a$/m);
});

test('the text names the folder in which the command must run', () => {
  expect(text({ kind: 'refresh-token-expiring', credential, stage: 7 })).toContain(
    'Run in the folder of the token rotator: npx --no-install alation-tokens',
  );
});

test('the command names no credential when Alation rejected every credential', () => {
  expect(text({ kind: 'all-rejected' })).toMatch(/npx --no-install alation-tokens replace tableau$/m);
});

test('the text advises a refresh token when no credential is known', () => {
  const advice = text({ kind: 'all-rejected' }, { credentialKinds: [] });
  expect(advice).toContain(`1. Create a new refresh token at ${LINK}`);
  expect(advice).not.toContain('client secret');
});

test('an expiry that is not known is named as unknown', () => {
  const unknown = { ...credential, expiresAt: undefined };
  expect(text({ kind: 'refresh-token-expired', credential: unknown })).toContain(
    'expired on an unknown date.',
  );
});

test('an unknown failure code is named and leads to the log', () => {
  expect(text({ kind: 'rotation-failing', code: 'constructor', since: NOW })).toBe(
    'tableau: rotation has been failing since 2026-01-10 12:00 UTC: the reason is not known to this version (constructor).\n' +
      'Consumers can use the published access token until 2026-01-10 17:00 UTC.\n' +
      'What to do: Read the log of the rotator.\n' +
      'More about constructor: https://wiki.example.com/runbook#constructor',
  );
});

test.each([
  ['CredentialsMalformed', 'npx --no-install alation-tokens onboard tableau'],
  ['PublishFailed', 'npx --no-install alation-tokens rotate tableau'],
  ['CredentialRejected', 'npx --no-install alation-tokens replace tableau'],
])('an alert about %s ends with the command %s', (code, command) => {
  const lines = text({ kind: 'rotation-failing', code, since: NOW }).split('\n');
  expect(lines.filter((line) => line.endsWith(`: ${command}`))).toHaveLength(1);
  expect(lines.at(-1)).toBe(`More about ${code}: https://wiki.example.com/runbook#${code.toLowerCase()}`);
});

test('an alert without the address of a published runbook has no link to the runbook', () => {
  const failing: Notification = { kind: 'rotation-failing', code: 'AlationForbidden', since: NOW };
  const alert = notificationText(about, failing, { now: NOW, secretPrefix: 'alation' });
  expect(alert).toContain('(AlationForbidden)');
  expect(alert).not.toMatch(/runbook/i);
});

test('the command has the prefix of another rotator', () => {
  const notification: Notification = { kind: 'refresh-token-expiring', credential, stage: 7 };
  expect(notificationText(about, notification, { now: NOW, secretPrefix: 'acme' })).toMatch(
    /npx --no-install alation-tokens replace tableau --name tableau-a --prefix acme$/m,
  );
});

test('a forged credential name adds no words to the command', () => {
  const notification: Notification = {
    kind: 'credential-rejected',
    credential: { ...credential, name: 'a;curl${IFS}evil.example' },
  };
  expect(text(notification)).toMatch(/npx --no-install alation-tokens replace tableau$/m);
});

test('an operator who stores a refresh token without the command is reminded of the other credentials', () => {
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
])('the severity of %o is %s', (notification, severity) => {
  expect(severityOf(notification)).toBe(severity);
});
