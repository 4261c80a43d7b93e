import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertBody, integrationsAttribute } from '../../../functions/aws/alert-message.ts';
import { ownerAlerts } from '../../../functions/warning/owner-alerts.ts';
import type { Notification } from '../../../functions/warning/notification.ts';
import { integrationText, stopText } from '../../../functions/warning/integration-notifications.ts';
import type { IntegrationNotifications } from '../../../functions/warning/integration-notifications.ts';
import type { Alert } from '../../../functions/integration/ports.ts';
import { notificationOf } from './notification-fixture.ts';

const context = { secretPrefix: 'alation', where: '111122223333 eu-west-1' };
const expiring = notificationOf('warning', 'expiring');
const expired = notificationOf('critical', 'expired');
const accepted = notificationOf('info', 'accepted');

const notificationsOf = (
  integration: string,
  notifications: readonly Notification[],
  owner: string | null = 'team',
): IntegrationNotifications => ({
  integration,
  owner: owner ?? undefined,
  baseUrl: 'https://acme.alationcloud.com',
  credentialKinds: ['refresh-token'],
  notifications,
});

/** The size that SNS counts: the body and every attribute's name, type and value. */
const bytesOf = ({ body, owner = '', severity, integrations }: Alert) =>
  Buffer.byteLength(
    `${body}severityString${severity}ownerString${owner}integrationsString.Array${integrationsAttribute(integrations)}`,
  );

test('without notifications there is no alert', () => {
  expect(ownerAlerts([], context)).toEqual([]);
});

test('a single notification is sent as one alert, with the attributes that subscriptions filter by', () => {
  const about = notificationsOf('tableau', [expiring]);
  expect(ownerAlerts([about], context)).toEqual([
    {
      integrations: ['tableau'],
      alert: {
        subject: '[WARNING] tableau: expiring happened (111122223333 eu-west-1)',
        body: `${integrationText(about, context)}\n\n${stopText([about], context)}`,
        severity: 'warning',
        owner: 'team',
        integrations: ['tableau'],
      },
    },
  ]);
});

test('each owner gets one critical alert, and one alert with all other notifications and their highest severity', () => {
  const all = [
    notificationsOf('one', [accepted, expiring], 'team-b'),
    notificationsOf('two', [expired], 'team-b'),
    notificationsOf('three', [expiring, expired], 'Analytics'),
    notificationsOf('four', [accepted], null),
    notificationsOf('five', [accepted], 'team-b'),
    notificationsOf('six', [expiring], 'team-b'),
  ];
  expect(
    ownerAlerts(all, context).map(({ alert }) => [alert.severity, alert.owner, alert.integrations]),
  ).toEqual([
    ['critical', 'Analytics', ['three']],
    ['critical', 'team-b', ['two']],
    ['warning', 'Analytics', ['three']],
    ['warning', 'team-b', ['one', 'six', 'five']],
    ['info', undefined, ['four']],
  ]);
});

test('the subject is about the most severe notification, and counts the other notifications', () => {
  const [several] = ownerAlerts(
    [notificationsOf('one', [accepted]), notificationsOf('two', [accepted, expiring])],
    context,
  );
  expect(several?.alert.subject).toBe(
    '[WARNING] two: expiring happened, and 2 more (111122223333 eu-west-1)',
  );
});

const summary = (owner: string | undefined) => ({
  owner,
  now: 0,
  integrations: ['one'],
  problems: [],
  expiries: [],
  month: '1970-01',
  ended: [],
  renewing: 0,
  outcomes: { rotated: 60, failed: 1, renewed: 2 },
});

test('a summary is added to the non-critical alert of its owner; for an owner without such an alert it is a separate alert', () => {
  const all = [notificationsOf('one', [expiring], 'team-a'), notificationsOf('two', [expired], 'team-b')];
  const alerts = ownerAlerts(all, context, ['team-a', 'team-b', undefined].map(summary)).map(
    ({ alert }) => alert,
  );
  expect(
    alerts.map(({ owner, severity, subject, body }) => [
      owner,
      severity,
      subject,
      body.includes('Summary of '),
    ]),
  ).toEqual([
    ['team-b', 'critical', '[CRITICAL] two: expired happened (111122223333 eu-west-1)', false],
    ['team-a', 'warning', '[WARNING] one: expiring happened (111122223333 eu-west-1)', true],
    ['team-b', 'info', '[INFO] Alation tokens: one is well (111122223333 eu-west-1)', true],
    [undefined, 'info', '[INFO] Alation tokens: one is well (111122223333 eu-west-1)', true],
  ]);
});

const nameOf = (index: number) => `integration-${String(index).padStart(52, '0')}`;

test('a hundred thousand notifications fit into few alerts within the limit of SNS, and none is lost', () => {
  const count = 100_000;
  const all = Array.from({ length: count }, (_, index) => notificationsOf(nameOf(index), [expiring]));
  const messages = ownerAlerts(all, context);
  // SNS allows ten e-mails a second, so 500 alerts are sent within a minute.
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
  const all = Array.from({ length: count }, (_, index) => notificationsOf(`i${index}`, [accepted]));
  expect(ownerAlerts(all, context).map(({ integrations }) => integrations.length)).toEqual(sizes);
});

/** The notifications about an integration, with a text of about 1,000 bytes that grows with the index. */
const long = (index: number): IntegrationNotifications => ({
  ...notificationsOf(`i${index}`, [{ ...expired, effect: 'x'.repeat(900 + index) }]),
});

test('long texts fill an alert up to 180,000 bytes, and the next alert begins only if a text does not fit', () => {
  const bodies = ownerAlerts(
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
  const lengths = fc.integer({ min: 0, max: 56 });
  const integrations = fc.array(fc.tuple(lengths, owners, notifications), { maxLength: 700, size: 'max' });
  fc.assert(
    fc.property(integrations, (entries) => {
      const all = entries.map(([length, owner, due], index) =>
        notificationsOf(`${'i'.repeat(length)}${index}`, due, owner),
      );
      const messages = ownerAlerts(all, context);
      const sent = messages.flatMap(({ alert }) => alert.body.match(/^\S+: .*happened\.$/gm) ?? []);
      const due = all.flatMap(({ integration, notifications: found }) =>
        found.map(({ happened }) => `${integration}: ${happened}`),
      );
      expect(sent.toSorted()).toEqual(due.toSorted());
      for (const message of messages) {
        expect(bytesOf(message.alert)).toBeLessThanOrEqual(262_144);
        expect(message.integrations).toEqual(message.alert.integrations);
        expect(new Set(message.integrations).size).toBe(message.integrations.length);
      }
    }),
    { numRuns: 30 },
  );
});

/** The notifications about an integration, with an effect of this length. */
const withEffect = (integration: string, length: number) =>
  notificationsOf(integration, [{ ...accepted, effect: 'x'.repeat(length) }]);

test.each([
  { bytes: 180_000, alerts: 1 },
  { bytes: 180_001, alerts: 2 },
])('two texts of $bytes bytes in total are sent in this number of alerts: $alerts', ({ bytes, alerts }) => {
  const empty = Buffer.byteLength(integrationText(withEffect('a', 0), context));
  // Two line breaks follow each text.
  const [half, rest] = [90_000 - 2 - empty, bytes - 90_000 - 2 - empty];
  expect(ownerAlerts([withEffect('a', half), withEffect('b', rest)], context)).toHaveLength(alerts);
});

test('a separate summary changes the notification state of no integration', () => {
  expect(ownerAlerts([], context, [summary('team')])).toMatchObject([
    { alert: { integrations: ['one'] }, integrations: [] },
  ]);
});
