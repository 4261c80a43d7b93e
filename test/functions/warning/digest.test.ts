import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertBody, alertSubject, integrationsAttribute } from '../../../functions/aws/alert-message.ts';
import { digests } from '../../../functions/warning/digest.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import { notificationText } from '../../../functions/warning/notification-text.ts';
import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import type { Alert } from '../../../functions/integration/ports.ts';
import { DAY_MS, NOW } from '../rotation/state-fixture.ts';

const context = { now: NOW, secretPrefix: 'alation' };
const credential = {
  name: 'tableau-a',
  kind: 'refresh-token',
  expiresAt: NOW + 7 * DAY_MS,
  expirySource: 'reported',
} as const;
const expiring: Notification = { kind: 'refresh-token-expiring', credential, stage: 7 };
const expired: Notification = { kind: 'refresh-token-expired', credential };
const accepted: Notification = { kind: 'credentials-accepted', credentials: [credential], unused: [] };

const notificationsOf = (
  integration: string,
  notifications: readonly Notification[],
  owner: string | null = 'team',
): IntegrationNotifications => ({
  integration,
  owner: owner ?? undefined,
  baseUrl: 'https://acme.alationcloud.com',
  accessTokenExpiresAt: undefined,
  credentialKinds: ['refresh-token'],
  notifications,
});

/** The size that SNS counts: the body and every attribute's name, type and value. */
const bytesOf = ({ body, owner = '', severity, integrations }: Alert) =>
  Buffer.byteLength(
    `${body}severityString${severity}ownerString${owner}integrationsString.Array${integrationsAttribute(integrations)}`,
  );

test('no notifications make no alert', () => {
  expect(digests([], context)).toEqual([]);
});

test('a single notification is a separate alert, with the attributes that subscriptions filter by', () => {
  const about = notificationsOf('tableau', [expiring]);
  expect(digests([about], context)).toEqual([
    {
      integrations: ['tableau'],
      alert: {
        subject: 'Alation access tokens: refresh token expires soon (tableau)',
        body: notificationText(about, expiring, context),
        severity: 'warning',
        owner: 'team',
        integrations: ['tableau'],
      },
    },
  ]);
});

test('each owner gets one alert per severity, the most severe first', () => {
  const all = [
    notificationsOf('one', [accepted, expiring], 'team-b'),
    notificationsOf('two', [expired], 'team-b'),
    notificationsOf('three', [expiring, expired], 'Analytics'),
    notificationsOf('four', [expiring], null),
    notificationsOf('five', [expiring], 'team-b'),
  ];
  expect(digests(all, context).map(({ alert }) => [alert.severity, alert.owner, alert.integrations])).toEqual(
    [
      ['critical', 'Analytics', ['three']],
      ['critical', 'team-b', ['two']],
      ['warning', undefined, ['four']],
      ['warning', 'Analytics', ['three']],
      ['warning', 'team-b', ['one', 'five']],
      ['info', 'team-b', ['one']],
    ],
  );
});

test('the subject of an alert counts the integrations that it cannot name, and has less than 100 characters', () => {
  const [several] = digests(
    [notificationsOf('one', [expiring]), notificationsOf('two', [expiring])],
    context,
  );
  expect(several?.alert.subject).toBe('Alation access tokens: 2 notifications (2 integrations)');
  const [long] = digests([notificationsOf('x'.repeat(64), [expiring])], context);
  expect(long?.alert.subject.length).toBeLessThan(100);
  expect(alertSubject(long?.alert.subject ?? '')).toBe(long?.alert.subject);
});

const nameOf = (index: number) => `integration-${String(index).padStart(52, '0')}`;

test('a hundred thousand notifications fit into few alerts within the limit of SNS, and none is lost', () => {
  const count = 100_000;
  const all = Array.from({ length: count }, (_, index) => notificationsOf(nameOf(index), [expiring]));
  const messages = digests(all, context);
  // SNS allows ten e-mails a second, so these alerts are sent within a minute.
  expect(messages.length).toBeLessThanOrEqual(Math.ceil(count / 200));
  expect(messages.length).toBeGreaterThanOrEqual(Math.ceil(count / 400));
  for (const { alert } of messages) {
    expect(bytesOf(alert)).toBeLessThanOrEqual(262_144);
    expect(alertBody(alert.body, Buffer.byteLength(integrationsAttribute(alert.integrations)))).toBe(
      alert.body,
    );
  }
  expect(messages.flatMap(({ integrations }) => integrations)).toEqual(
    all.map(({ integration }) => integration),
  );
});

test.each([
  [400, [400]],
  [401, [400, 1]],
  [801, [400, 400, 1]],
])('%i integrations with short texts are split into alerts of %j', (count, sizes) => {
  const all = Array.from({ length: count }, (_, index) =>
    notificationsOf(`i${index}`, [{ kind: 'rotation-recovered' }]),
  );
  expect(digests(all, context).map(({ integrations }) => integrations.length)).toEqual(sizes);
});

/** An integration with a long text. */
const long = (index: number): IntegrationNotifications => ({
  ...notificationsOf(`i${index}`, [expired]),
  baseUrl: `https://${'x'.repeat(900 + index)}.example`,
});

test('long texts fill an alert up to 180,000 bytes, and the next alert begins only if a text does not fit', () => {
  const bodies = digests(
    Array.from({ length: 500 }, (_, index) => long(index)),
    context,
  ).map(({ alert }) => alert.body);
  const sizes = bodies.map((body) => Buffer.byteLength(body));
  expect(Math.max(...sizes)).toBeLessThan(180_000);
  for (const [index, body] of bodies.slice(1).entries()) {
    const [next = ''] = body.split('\n\n');
    expect((sizes[index] ?? 0) + Buffer.byteLength(`\n\n${next}\n\n`)).toBeGreaterThan(180_000);
  }
});

test('every notification is in exactly one alert, for any owners and integrations', () => {
  const notifications = fc.array(fc.constantFrom(expiring, expired, accepted), {
    minLength: 1,
    maxLength: 3,
  });
  const owners = fc.constantFrom('team-a', 'team-b', null);
  const integrations = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,60}$/), owners, notifications), {
    maxLength: 700,
    size: 'max',
    selector: ([integration]) => integration,
  });
  fc.assert(
    fc.property(integrations, (entries) => {
      const all = entries.map(([integration, owner, due]) => notificationsOf(integration, due, owner));
      const messages = digests(all, context);
      const sent = messages.flatMap(({ alert }) => alert.body.split('\n\n')).toSorted();
      const due = all.flatMap((about) =>
        about.notifications.map((notification) => notificationText(about, notification, context)),
      );
      expect(sent).toEqual(due.toSorted());
      for (const message of messages) {
        expect(bytesOf(message.alert)).toBeLessThanOrEqual(262_144);
        expect(message.integrations).toEqual(message.alert.integrations);
        expect(new Set(message.integrations).size).toBe(message.integrations.length);
      }
    }),
    { numRuns: 30 },
  );
});
