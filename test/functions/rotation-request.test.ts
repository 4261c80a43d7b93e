import { expect, test } from 'vitest';
import { rotationRequest } from '../../functions/rotation-request.ts';

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

test.each([
  { sentence: 'its name', look: 'alation/bi/credentials', only: ['bi'] },
  { sentence: 'its ARN', look: arn('alation/bi/credentials-AbC123'), only: ['bi'] },
  {
    sentence: 'an ARN of another partition',
    look: arn('alation/bi/credentials-AbC123').replace('aws', 'aws-cn'),
    only: ['bi'],
  },
  { sentence: 'the name of another secret', look: 'alation/bi/access-token', only: [] },
  { sentence: "another rotator's", look: arn('dev/bi/credentials-AbC123'), only: [] },
  { sentence: 'an ARN that ends early', look: arn('alation/bi/credentials'), only: [] },
  { sentence: 'nothing of a name', look: '', only: [] },
])('a look at the credentials secret by $sentence does what is due, of $only', ({ look, only }) => {
  expect(rotationRequest({ look }, 'alation')).toEqual({ only });
});

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

test.each([{}, null, 'tick', { shard: 0, of: 4 }, { look: 1 }, { time: '2026-11-24T08:00:10Z' }])(
  '%j is a tick',
  (payload) => {
    expect(rotationRequest(payload, 'alation')).toEqual({ only: [] });
  },
);
