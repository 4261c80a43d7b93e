import { expect, test } from 'vitest';
import { summaryKind } from '../../functions/scheduled-time.ts';

test.each([
  [{ scheduledTime: '2027-03-01T08:00:00Z' }, 'monthly'],
  [{ scheduledTime: '2027-03-08T08:00:00Z' }, 'weekly'],
  [{ scheduledTime: '2027-03-09T08:00:00Z' }, undefined],
  [{ scheduledTime: 'today' }, undefined],
  [{}, undefined],
])('the summary of a run of the warner with the payload %j is %s', (payload, kind) => {
  expect(summaryKind(payload)).toBe(kind);
});
