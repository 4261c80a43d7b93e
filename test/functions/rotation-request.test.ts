import { expect, test } from 'vitest';
import { rotationRequest } from '../../functions/rotation-request.ts';

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

test.each([
  { sentence: 'its name', reconcile: 'alation/bi/credentials', only: ['bi'] },
  { sentence: 'its ARN', reconcile: arn('alation/bi/credentials-AbC123'), only: ['bi'] },
  {
    sentence: 'an ARN of another partition',
    reconcile: arn('alation/bi/credentials-AbC123').replace('aws', 'aws-cn'),
    only: ['bi'],
  },
  { sentence: 'the name of another secret', reconcile: 'alation/bi/access-token', only: [] },
  { sentence: "another rotator's", reconcile: arn('dev/bi/credentials-AbC123'), only: [] },
  { sentence: 'an ARN that ends early', reconcile: arn('alation/bi/credentials'), only: [] },
  { sentence: 'nothing of a name', reconcile: '', only: [] },
])(
  'a request to reconcile names the credentials secret by $sentence: the sweep covers $only',
  ({ reconcile, only }) => {
    expect(rotationRequest({ reconcile }, 'alation')).toEqual({ only });
  },
);

test.each([
  {
    sentence: 'an invocation is answered by nothing there is',
    payload: { integration: 'bi' },
    requestedAt: Infinity,
  },
  {
    sentence: 'an event by what was issued after the second it happened in',
    payload: { time: '2026-11-24T08:00:10Z', detail: { integration: 'bi' } },
    requestedAt: Date.UTC(2026, 10, 24, 8, 0, 11),
  },
  {
    sentence: 'an event without a time by nothing there is',
    payload: { time: 'soon', detail: { integration: 'bi' } },
    requestedAt: Infinity,
  },
])('$sentence', ({ payload, requestedAt }) => {
  expect(rotationRequest(payload, 'alation')).toEqual({ only: ['bi'], requestedAt });
});

test.each([{}, null, 'tick', { shard: 0, of: 4 }, { reconcile: 1 }, { time: '2026-11-24T08:00:10Z' }])(
  '%j is a tick',
  (payload) => {
    expect(rotationRequest(payload, 'alation')).toEqual({ only: [] });
  },
);
