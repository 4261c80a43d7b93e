import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_CREDENTIALS, Tag } from '../../../functions/contract.ts';
import { FAILURE_KINDS } from '../../../functions/integration/failure.ts';
import { dueNotifications } from '../../../functions/warning/due-notifications.ts';
import {
  changedNotificationTags,
  parseNotificationState,
} from '../../../functions/warning/notification-state.ts';
import type { NotificationState } from '../../../functions/warning/notification-state.ts';
import { accessTokenState, integrationState } from '../rotation/state-fixture.ts';
import { situation } from './notifier.ts';

const instants = fc.option(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), { nil: undefined });
const versionIds = fc.option(fc.stringMatching(/^[A-Za-z0-9-]{32,64}$/), { nil: undefined });
const states: fc.Arbitrary<NotificationState> = fc.record({
  state: fc.constantFrom('failing', 'rejected', 'fresh', undefined),
  failure: fc.option(
    fc.record({
      versionId: versionIds,
      kinds: fc.subarray(['rejected', 'wait', 'reauthorize', 'reconfigure', 'intervene'] as const, {
        minLength: 1,
      }),
    }),
    { nil: undefined },
  ),
  acceptedVersion: versionIds,
  contestedOn: fc.option(fc.constant('2026-01-10'), { nil: undefined }),
  lifetimeDoubtVersion: fc.option(fc.stringMatching(/^[A-Za-z0-9-]{7}$/), { nil: undefined }),
  credentials: fc.array(
    fc.record({
      name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/),
      expiresAt: instants,
      stage: fc.option(fc.integer({ min: 0, max: 99_999 }), { nil: undefined }),
      rejectedVersion: versionIds,
      refusedSecret: fc.option(fc.stringMatching(/^[0-9a-f]{8}$/), { nil: undefined }),
      agedStoredAt: instants,
    }),
    { maxLength: MAX_CREDENTIALS },
  ),
  reminders: fc.dictionary(
    fc.constantFrom('expired', 'rotation', 'reserve', 'paused'),
    fc.record({
      severity: fc.constantFrom('critical', 'warning', 'info'),
      at: fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }),
    }),
    { noNullPrototype: true },
  ),
});

test('every notification state is read back from its tags, after any earlier state', () => {
  fc.assert(
    fc.property(states, states, (before, after) => {
      const tags = changedNotificationTags(before, {});
      expect(parseNotificationState({ ...tags, ...changedNotificationTags(after, tags) })).toEqual(after);
      expect(changedNotificationTags(before, tags)).toEqual({});
    }),
  );
});

test('every tag has characters and a length that AWS allows, and none is a tag of the rotator', () => {
  fc.assert(
    fc.property(states, (state) => {
      for (const [key, value] of Object.entries(changedNotificationTags(state, {}))) {
        expect(key === Tag.said || key === Tag.reminded || key.startsWith(Tag.warnedPrefix)).toBe(true);
        expect(value).toMatch(/^[A-Za-z0-9 +\-=._:/@]{0,256}$/);
      }
    }),
  );
});

test('the longest notification state of an integration fits into its tag', () => {
  const version = 'v'.repeat(64);
  const doubtful = integrationState({
    accessToken: accessTokenState({ isLifetimeDoubtful: true }),
    acceptedVersion: version,
  });
  const { lifetimeDoubtVersion } = dueNotifications(situation(doubtful)).nextState;
  const tags = changedNotificationTags(
    {
      state: 'rejected',
      failure: { versionId: version, kinds: FAILURE_KINDS },
      acceptedVersion: version,
      contestedOn: '2026-01-10',
      lifetimeDoubtVersion,
      credentials: [],
      reminders: {},
    },
    {},
  );
  expect(tags[Tag.said]?.length).toBeLessThanOrEqual(256);
});

test('reading never throws, whatever the tags hold', () => {
  const keys = fc.constantFrom(Tag.said, Tag.reminded, `${Tag.warnedPrefix}1`, `${Tag.warnedPrefix}8`);
  const values = fc.oneof(
    fc.string(),
    fc.constantFrom(
      'name=a stage=-1',
      'name=a expires=never',
      'state=odd',
      'failures=odd::wait',
      'paused=odd@2026 rotation=@ expired=critical@never',
    ),
  );
  fc.assert(
    fc.property(fc.dictionary(keys, values), (tags) => {
      const { state, ...rest } = parseNotificationState(tags);
      expect(parseNotificationState(changedNotificationTags({ state, ...rest }, {})).state).toEqual(state);
    }),
  );
});

test('a notification that was never sent has no tag, and an unknown value has no field', () => {
  const nothing: NotificationState = {
    state: undefined,
    failure: undefined,
    acceptedVersion: undefined,
    credentials: [],
    reminders: {},
  };
  expect(changedNotificationTags(nothing, {})).toEqual({});
  const unsent = {
    expiresAt: undefined,
    stage: undefined,
    rejectedVersion: undefined,
    agedStoredAt: undefined,
  };
  const rejected = { ...unsent, name: 'a', rejectedVersion: 'v1' };
  expect(changedNotificationTags({ ...nothing, credentials: [rejected] }, {})).toEqual({
    [`${Tag.warnedPrefix}1`]: 'name=a rejected=v1',
  });
});

test.each(['-1', '1x', 'x1', '123456', ''])(
  'the invalid stage "%s" in a tag is read as not sent',
  (stage) => {
    const [credential] = parseNotificationState({
      [`${Tag.warnedPrefix}1`]: `name=a stage=${stage}`,
    }).credentials;
    expect(credential).toEqual({
      name: 'a',
      expiresAt: undefined,
      stage: undefined,
      rejectedVersion: undefined,
      agedStoredAt: undefined,
    });
  },
);

test('an unknown state in a tag is read as not reported', () => {
  expect(parseNotificationState({ [Tag.said]: 'state=retrying' }).state).toBeUndefined();
  expect(parseNotificationState({ [Tag.said]: 'state=fresh' }).state).toBe('fresh');
});

test('a doubtful lifetime that version 0.2.0 recorded is not reported again', () => {
  const tags = { [Tag.said]: 'accepted=11111111-1111 lifetime=11111111' };
  const accessToken = accessTokenState({ isLifetimeDoubtful: true });
  const state = integrationState({ accessToken, acceptedVersion: '11111111-1111' });
  expect(dueNotifications(situation(state, { tags })).notifications).toEqual([]);
});
