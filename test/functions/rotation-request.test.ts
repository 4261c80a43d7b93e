import { expect, test } from 'vitest';
import { rotationRequest } from '../../functions/rotation-request.ts';

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

test.each([
  { sentence: 'by its name', reconcile: 'alation/bi/credentials', only: ['bi'] },
  { sentence: 'by its ARN', reconcile: arn('alation/bi/credentials-AbC123'), only: ['bi'] },
  {
    sentence: 'by an ARN of another partition',
    reconcile: arn('alation/bi/credentials-AbC123').replace('aws', 'aws-cn'),
    only: ['bi'],
  },
  { sentence: 'but names another secret', reconcile: 'alation/bi/access-token', only: [] },
  {
    sentence: 'but names a secret of another rotator',
    reconcile: arn('dev/bi/credentials-AbC123'),
    only: [],
  },
  { sentence: 'by an incomplete ARN', reconcile: arn('alation/bi/credentials'), only: [] },
  { sentence: 'by an empty name', reconcile: '', only: [] },
])('a request to reconcile that names a credentials secret $sentence sweeps $only', ({ reconcile, only }) => {
  expect(rotationRequest({ reconcile }, 'alation')).toEqual({ only });
});

test.each([
  {
    sentence: 'a direct invocation replaces any access token that was issued before',
    payload: { integration: 'bi' },
    requestedAt: Infinity,
  },
  {
    sentence: 'an event replaces an access token that was issued before the end of the second of the event',
    payload: { time: '2026-11-24T08:00:10Z', detail: { integration: 'bi' } },
    requestedAt: Date.UTC(2026, 10, 24, 8, 0, 11),
  },
  {
    sentence: 'an event without a valid time replaces any access token that was issued before',
    payload: { time: 'soon', detail: { integration: 'bi' } },
    requestedAt: Infinity,
  },
  {
    sentence: 'a named integration takes precedence over a shard',
    payload: { integration: 'bi', shard: 0, of: 4 },
    requestedAt: Infinity,
  },
])('$sentence', ({ payload, requestedAt }) => {
  expect(rotationRequest(payload, 'alation')).toEqual({ only: ['bi'], requestedAt });
});

test.each([
  { payload: { shard: 0, of: 4 }, shard: { shard: 0, of: 4 } },
  { payload: { shard: 3, of: 4, note: 'added in the console' }, shard: { shard: 3, of: 4 } },
  { payload: { shard: 0, of: 1 }, shard: { shard: 0, of: 1 } },
])('$payload sweeps that shard', ({ payload, shard }) => {
  expect(rotationRequest(payload, 'alation')).toEqual({ only: [], shard });
});

test.each([
  undefined,
  null,
  {},
  'sweep',
  { reconcile: 1 },
  { time: '2026-11-24T08:00:10Z' },
  { shard: 1 },
  { of: 4 },
  { shard: 4, of: 4 },
  { shard: -1, of: 4 },
  { shard: 0.5, of: 4 },
  { shard: 0, of: 0 },
  { shard: 0, of: 101 },
  { shard: '0', of: '4' },
])('%j sweeps all integrations', (payload) => {
  expect(rotationRequest(payload, 'alation')).toEqual({ only: [] });
});

test.each([
  { payload: { scheduledTime: '2026-11-24T08:00:00Z' }, tick: Date.UTC(2026, 10, 24, 8) },
  { payload: { scheduledTime: '2026-11-24T08:00:00Z', shard: 1, of: 2 }, tick: Date.UTC(2026, 10, 24, 8) },
  { payload: { scheduledTime: 'soon' }, tick: undefined },
  { payload: { scheduledTime: '<aws.scheduler.scheduled-time>' }, tick: undefined },
])('$payload was scheduled at $tick', ({ payload, tick }) => {
  expect(rotationRequest(payload, 'alation')).toMatchObject({ only: [], tick });
});
