import { expect, test } from 'vitest';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import { credentialState, integrationState, NOW } from '../rotation/state-fixture.ts';
import { kinds, rejected, situation } from './notifier.ts';

test.each([
  {
    sentence: 'is not reported by another run',
    contest: undefined,
    isDaily: false,
    due: [],
  },
  {
    sentence: 'is reported by the daily run',
    contest: undefined,
    isDaily: true,
    due: ['credential-rejected'],
  },
  {
    sentence: 'is reported together with a contest, which is urgent',
    contest: { credential: 'a', since: NOW },
    isDaily: false,
    due: ['contested', 'credential-rejected'],
  },
])('the rejection of one of two credentials $sentence', ({ contest, isDaily, due }) => {
  const credentials = [credentialState(), rejected({ name: 'b' })];
  const found = dueNotifications(situation(integrationState({ contest, credentials }), { isDaily }));
  expect(kinds(found.notifications)).toEqual(due);
});
