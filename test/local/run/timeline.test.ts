import { expect, test } from 'vitest';
import { timelineEntry, wrapEntry } from '../../../local/run/timeline.ts';

const START = Date.UTC(2027, 0, 1);

test('a long entry is wrapped, and its later lines begin below the sentence', () => {
  const entry = timelineEntry(
    START,
    START + 35 * 86_400_000 + 36_000_000,
    'alert to data-platform: search-portal: accepted. "blue": 60 days left',
  );
  expect(wrapEntry(entry, 60)).toBe(
    [
      'day  35  10:00  alert to data-platform: search-portal:',
      '                accepted. "blue": 60 days left',
    ].join('\n'),
  );
  expect(wrapEntry(entry, 100)).toBe(entry);
});
