import { expect, test } from 'vitest';
import type { AlertSubscription } from '../../../functions/integration/alert-subscription.ts';
import { countGaps, recipientGaps } from '../../../functions/warning/who-receives.ts';

const subscription = (changes: Partial<AlertSubscription>): AlertSubscription => ({
  protocol: 'email',
  endpoint: 'oncall@example.com',
  state: 'confirmed',
  filter: {},
  isProtected: true,
  ...changes,
});
const subjects = [
  { integration: 'tableau', owner: 'bi-team' },
  { integration: 'reports', owner: 'bi-team' },
  { integration: 'loader', owner: 'platform' },
  { integration: 'orphan', owner: undefined },
];
const none = { missing: [], withoutRecipient: [], alarmsWithoutRecipient: false };

test('one confirmed subscription without a filter receives everything', () => {
  expect(recipientGaps([subscription({})], ['email oncall@example.com'], subjects)).toEqual(none);
});

test('SNS lists an address in lower case, however the settings write it', () => {
  expect(recipientGaps([subscription({})], ['email OnCall@Example.com'], subjects).missing).toEqual([]);
});

test.each(['pending', 'deleted'] as const)('a subscription that is %s receives nothing', (state) => {
  const gaps = recipientGaps([subscription({ state })], ['email oncall@example.com'], subjects);

  expect(gaps.missing).toEqual(['email oncall@example.com']);
  expect(gaps.alarmsWithoutRecipient).toBe(true);
  expect(
    gaps.withoutRecipient.map(({ severity, owner, integrations }) => [severity, owner, integrations]),
  ).toEqual([
    ['warning', 'bi-team', ['tableau', 'reports']],
    ['warning', 'platform', ['loader']],
    ['warning', undefined, ['orphan']],
    ['critical', 'bi-team', ['tableau', 'reports']],
    ['critical', 'platform', ['loader']],
    ['critical', undefined, ['orphan']],
  ]);
  expect(countGaps(gaps)).toBe(8);
});

test('if every subscription has a filter, the alarms and the alerts that pass no filter have no recipient', () => {
  const subscriptions = [
    subscription({ filter: { owner: ['bi-team'], severity: ['critical'] } }),
    subscription({ filter: { owner: ['bi-team'], severity: ['warning'], integrations: ['tableau'] } }),
    subscription({ filter: { owner: ['platform'] } }),
    subscription({ filter: { owner: [{ exists: false }], severity: ['warning', 'critical'] } }),
  ];

  expect(recipientGaps(subscriptions, [], subjects)).toEqual({
    missing: [],
    withoutRecipient: [{ severity: 'warning', owner: 'bi-team', integrations: ['reports'] }],
    alarmsWithoutRecipient: true,
  });
});

test('an alert that needs no action needs no recipient', () => {
  const subscriptions = [subscription({}), subscription({ filter: { severity: ['warning', 'critical'] } })];

  expect(countGaps(recipientGaps(subscriptions.slice(1), [], subjects))).toBe(1);
  expect(recipientGaps(subscriptions.slice(1), [], subjects)).toEqual({
    ...none,
    alarmsWithoutRecipient: true,
  });
  expect(countGaps(recipientGaps(subscriptions, [], subjects))).toBe(0);
});
