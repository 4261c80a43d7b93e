import { expect, test } from 'vitest';
import { shownState } from '../../../functions/integration/contest.ts';
import { NOW } from '../rotation/state-fixture.ts';

const contest = { credential: 'a', since: NOW };

test.each([
  ['fresh', 'contested'],
  ['retrying', 'contested'],
  ['failing', 'failing'],
  ['rejected', 'rejected'],
])('a contested integration in the state %s is shown as %s', (state, shown) => {
  expect(shownState({ status: { state }, contest })).toBe(shown);
});

test.each(['fresh', 'retrying'])(
  'after one finding of an inactive access token, an integration in the state %s is not shown as contested',
  (state) => {
    expect(shownState({ status: { state }, contest: { credential: 'a' } })).toBe(state);
  },
);
