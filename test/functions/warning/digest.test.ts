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

const noticed = (
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

/** What SNS counts: the body and every attribute's name, type and value. */
const bytesOf = ({ body, owner = '', severity, integrations }: Alert) =>
  Buffer.byteLength(
    `${body}severityString${severity}ownerString${owner}integrationsString.Array${integrationsAttribute(integrations)}`,
  );

test('nothing to say is no message', () => {
  expect(digests([], context)).toEqual([]);
});

test('a single notification is its own message, with what subscriptions filter by', () => {
  const about = noticed('tableau', [expiring]);
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

test('there is one message per owner and severity, the most severe first', () => {
  const all = [
    noticed('one', [accepted, expiring], 'team-b'),
    noticed('two', [expired], 'team-b'),
    noticed('three', [expiring, expired], 'Analytics'),
    noticed('four', [expiring], null),
    noticed('five', [expiring], 'team-b'),
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

test('the subject counts what it cannot name, and fits', () => {
  const [several] = digests([noticed('one', [expiring]), noticed('two', [expiring])], context);
  expect(several?.alert.subject).toBe('Alation access tokens: 2 notifications (2 integrations)');
  const [long] = digests([noticed('x'.repeat(64), [expiring])], context);
  expect(long?.alert.subject.length).toBeLessThan(100);
  expect(alertSubject(long?.alert.subject ?? '')).toBe(long?.alert.subject);
});

const nameOf = (index: number) => `integration-${String(index).padStart(52, '0')}`;

test('a hundred thousand at once fit into few messages, each within SNS’s limit, and nobody is left out', () => {
  const count = 100_000;
  const all = Array.from({ length: count }, (_, index) => noticed(nameOf(index), [expiring]));
  const messages = digests(all, context);
  // Ten a second is SNS's limit for e-mail: these go out within a minute.
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
])('%i integrations in short are messages of %j', (count, sizes) => {
  const all = Array.from({ length: count }, (_, index) =>
    noticed(`i${index}`, [{ kind: 'rotation-recovered' }]),
  );
  expect(digests(all, context).map(({ integrations }) => integrations.length)).toEqual(sizes);
});

/** An integration with more to say about it than others. */
const long = (index: number): IntegrationNotifications => ({
  ...noticed(`i${index}`, [expired]),
  baseUrl: `https://${'x'.repeat(900 + index)}.example`,
});

test('what is long fills a message up to 180,000 bytes, and begins another one only where it would not fit', () => {
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

test('however much is said about whom, every notification stands in exactly one message', () => {
  const notifications = fc.array(fc.constantFrom(expiring, expired, accepted), {
    minLength: 1,
    maxLength: 3,
  });
  const owners = fc.constantFrom('team-a', 'team-b', null);
  const everybody = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,60}$/), owners, notifications), {
    maxLength: 700,
    size: 'max',
    selector: ([integration]) => integration,
  });
  fc.assert(
    fc.property(everybody, (entries) => {
      const all = entries.map(([integration, owner, said]) => noticed(integration, said, owner));
      const messages = digests(all, context);
      const told = messages.flatMap(({ alert }) => alert.body.split('\n\n')).toSorted();
      const due = all.flatMap((about) =>
        about.notifications.map((notification) => notificationText(about, notification, context)),
      );
      expect(told).toEqual(due.toSorted());
      for (const { alert, integrations } of messages) {
        expect(bytesOf(alert)).toBeLessThanOrEqual(262_144);
        expect(integrations).toEqual(alert.integrations);
        expect(new Set(integrations).size).toBe(integrations.length);
      }
    }),
    { numRuns: 30 },
  );
});
