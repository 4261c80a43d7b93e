import { expect, test } from 'vitest';
import { requestedShard } from '../../functions/requested-shard.ts';

test.each([
  { payload: { shard: 0, of: 4 }, shard: { shard: 0, of: 4 } },
  { payload: { shard: 3, of: 4, note: 'kept by the scheduler' }, shard: { shard: 3, of: 4 } },
  { payload: { shard: 0, of: 1 }, shard: { shard: 0, of: 1 } },
])('$payload asks for that shard', ({ payload, shard }) => {
  expect(requestedShard(payload)).toEqual(shard);
});

test.each([
  undefined,
  null,
  {},
  'shard',
  { shard: 1 },
  { of: 4 },
  { shard: 4, of: 4 },
  { shard: -1, of: 4 },
  { shard: 0.5, of: 4 },
  { shard: 0, of: 0 },
  { shard: 0, of: 101 },
  { shard: '0', of: '4' },
  { integration: 'tableau' },
])('%j asks for all integrations', (payload) => {
  expect(requestedShard(payload)).toBeUndefined();
});
