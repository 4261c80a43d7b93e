import { expect, test } from 'vitest';
import { DetailType } from '../../../functions/contract.ts';
import type { Contest } from '../../../functions/integration/contest.ts';
import { contestEvents } from '../../../functions/sweep/contest-events.ts';
import { integrationState, NOW } from '../rotation/state-fixture.ts';

const once: Contest = { credential: 'a', inactiveAt: NOW };
const contested: Contest = { ...once, since: NOW };
const shared: Contest = { ...contested, sharedWith: 'loader' };

test.each<[string, Contest | undefined, Contest | undefined, readonly string[]]>([
  ['a first revocation causes no event', undefined, once, []],
  ['the beginning of a contest causes an event', once, contested, [`${DetailType.contested} OtherMinter`]],
  ['a contest that continues causes no event', contested, { ...contested, inactiveAt: NOW + 1 }, []],
  [
    'a shared credential that is found later causes an event',
    contested,
    shared,
    [`${DetailType.contested} CredentialShared`],
  ],
  [
    'the end of a contest causes an event',
    shared,
    undefined,
    [`${DetailType.contestEnded} CredentialShared`],
  ],
  ['a recorded revocation that began no contest causes no event when it is removed', once, undefined, []],
])('%s', (_, before, after, expected) => {
  const events = contestEvents(
    'bi',
    integrationState({ contest: before }),
    integrationState({ contest: after }),
  );
  expect(events.map(({ detailType, detail }) => `${detailType} ${String(detail['code'])}`)).toEqual(expected);
});

test.each([
  [
    'names the other integration of a shared credential',
    shared,
    { code: 'CredentialShared', sharedWith: 'loader' },
  ],
  ['names no other integration if no credential is shared', contested, { code: 'OtherMinter' }],
])('the event of a contest %s', (_, contest, expected) => {
  const [event] = contestEvents('bi', integrationState(), integrationState({ contest }));
  expect(JSON.parse(JSON.stringify(event?.detail))).toEqual({
    integration: 'bi',
    owner: 'team-data',
    state: 'contested',
    credential: 'a',
    since: '2026-01-10T12:00:00.000Z',
    ...expected,
  });
});
