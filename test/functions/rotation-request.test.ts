import { expect, test } from 'vitest';
import { rotationRequest } from '../../functions/rotation-request.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/time.ts';

const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;

test.each([
  { secret: 'the name of a credentials secret', reconcile: 'alation/bi/credentials', swept: 'bi' },
  {
    secret: 'the ARN of a credentials secret',
    reconcile: arn('alation/bi/credentials-AbC123'),
    swept: 'bi',
  },
  {
    secret: 'an ARN of another partition',
    reconcile: arn('alation/bi/credentials-AbC123').replace('aws', 'aws-cn'),
    swept: 'bi',
  },
  { secret: 'the name of another secret', reconcile: 'alation/bi/access-token', swept: 'all integrations' },
  {
    secret: 'the ARN of a credentials secret of another rotator',
    reconcile: arn('dev/bi/credentials-AbC123'),
    swept: 'all integrations',
  },
  { secret: 'an incomplete ARN', reconcile: arn('alation/bi/credentials'), swept: 'all integrations' },
  { secret: 'an empty name', reconcile: '', swept: 'all integrations' },
])('a request to reconcile with $secret causes a sweep of $swept', ({ reconcile, swept }) => {
  expect(rotationRequest({ reconcile }, 'alation')).toEqual({ only: swept === 'bi' ? ['bi'] : [] });
});

const TIME = '2026-11-24T08:00:10Z';
const AT = Date.parse(TIME);
const VERSION = '11111111-1111-1111-1111-111111111111';
const requestType = 'Access Token Rotation Requested';

test.each([
  {
    sentence: 'a direct invocation without a time is fulfilled by no earlier access token',
    payload: { integration: 'bi' },
    request: { requestedAt: Infinity, demand: {} },
  },
  {
    sentence: 'an event is fulfilled by an access token that was issued at its time or later',
    payload: { time: TIME, detail: { integration: 'bi' } },
    request: { requestedAt: AT, demand: {} },
  },
  {
    sentence: 'an event without a valid time is fulfilled by no earlier access token',
    payload: { time: 'soon', detail: { integration: 'bi' } },
    request: { requestedAt: Infinity, demand: {} },
  },
  {
    sentence: 'a named integration takes precedence over a shard',
    payload: { integration: 'bi', shard: 0, of: 4 },
    request: { requestedAt: Infinity, demand: {} },
  },
  {
    sentence: 'an event requests a remaining lifetime in minutes',
    payload: {
      'detail-type': requestType,
      time: TIME,
      detail: { version: '1', integration: 'bi', minimum_remaining_minutes: 120 },
    },
    request: { requestedAt: AT, demand: { minimumRemainingMs: 120 * MINUTE_MS } },
  },
  {
    sentence: 'a direct invocation requests the shortest remaining lifetime',
    payload: { integration: 'bi', minimum_remaining_minutes: 1 },
    request: { requestedAt: Infinity, demand: { minimumRemainingMs: MINUTE_MS } },
  },
  {
    sentence: 'a direct invocation requests the longest remaining lifetime',
    payload: { integration: 'bi', minimum_remaining_minutes: 576_000 },
    request: { requestedAt: Infinity, demand: { minimumRemainingMs: 400 * DAY_MS } },
  },
  {
    sentence: 'a direct invocation with a time in milliseconds forces a rotation',
    payload: { integration: 'bi', force: true, time: '2026-11-24T08:00:10.250Z' },
    request: { requestedAt: AT + 250, demand: { isForced: true } },
  },
  {
    sentence: 'an event names the credentials that were just stored',
    payload: { time: TIME, detail: { integration: 'bi', credentials_version_id: VERSION } },
    request: { requestedAt: AT, demand: { credentialsVersionId: VERSION } },
  },
  {
    sentence: 'force false forces nothing',
    payload: { integration: 'bi', force: false },
    request: { requestedAt: Infinity, demand: {} },
  },
])('$sentence', ({ payload, request }) => {
  expect(rotationRequest(payload, 'alation')).toEqual({ only: ['bi'], ...request });
});

test.each([
  {
    what: 'an event that lists integrations',
    payload: { 'detail-type': requestType, detail: { integrations: ['bi', 'loader'] } },
    refused: 'detail.integrations is a list of length 2; allowed is detail.integration with one name',
  },
  {
    what: 'an event that names one integration and lists others',
    payload: { detail: { integration: 'bi', integrations: ['loader'] } },
    refused: 'detail.integrations is a list of length 1;',
  },
  {
    what: 'an event whose list of integrations is a text',
    payload: { detail: { integrations: 'bi' } },
    refused: 'detail.integrations is of the type string;',
  },
  {
    what: 'an event that requests a rotation of no integration',
    payload: { 'detail-type': requestType, detail: {} },
    refused: 'detail.integration is missing; allowed is the name of one integration',
  },
  {
    what: 'an event that requests a rotation of an invalid name',
    payload: { 'detail-type': requestType, detail: { integration: '../bi' } },
    refused: 'detail.integration is of the type string;',
  },
  ...[0, 1.5, -1, 576_001].map((minutes) => ({
    what: `a remaining lifetime of ${minutes} minutes`,
    payload: { detail: { integration: 'bi', minimum_remaining_minutes: minutes } },
    refused: `minimum_remaining_minutes is ${minutes}; allowed is a whole number from 1 to 576000`,
  })),
  ...['a-secret', null, true].map((minutes) => ({
    what: `a remaining lifetime of the type ${typeof minutes}`,
    payload: { integration: 'bi', minimum_remaining_minutes: minutes },
    refused: `minimum_remaining_minutes is of the type ${typeof minutes};`,
  })),
  ...[1, 'a secret', 'x'.repeat(65)].map((version) => ({
    what: `the version ${version} of the credentials`,
    payload: { integration: 'bi', credentials_version_id: version },
    refused: `credentials_version_id is of the type ${typeof version}; allowed is a VersionId of the credentials`,
  })),
  {
    what: 'a forced rotation in an event',
    payload: { detail: { integration: 'bi', force: true } },
    refused: 'force is in an event; allowed is true or false in a direct invocation',
  },
  {
    what: 'a value of force that is no boolean',
    payload: { integration: 'bi', force: 'a-secret' },
    refused: 'force is of the type string;',
  },
])('the rotator refuses $what', ({ payload, refused }) => {
  const request = rotationRequest(payload, 'alation');
  expect(request).toEqual({ refused: expect.stringContaining(refused) });
  expect(JSON.stringify(request)).not.toContain('a-secret');
});

test.each([
  { payload: { shard: 0, of: 4 }, shard: { shard: 0, of: 4 } },
  { payload: { shard: 3, of: 4, note: 'added in the console' }, shard: { shard: 3, of: 4 } },
  { payload: { shard: 0, of: 1 }, shard: { shard: 0, of: 1 } },
])('the payload $payload causes a sweep of that shard', ({ payload, shard }) => {
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
])('the payload %j causes a sweep of all integrations', (payload) => {
  expect(rotationRequest(payload, 'alation')).toEqual({ only: [] });
});

test.each([
  { payload: { scheduledTime: '2026-11-24T08:00:00Z' }, scheduledAt: Date.UTC(2026, 10, 24, 8) },
  {
    payload: { scheduledTime: '2026-11-24T08:00:00Z', shard: 1, of: 2 },
    scheduledAt: Date.UTC(2026, 10, 24, 8),
  },
  { payload: { scheduledTime: 'soon' }, scheduledAt: undefined },
  { payload: { scheduledTime: '<aws.scheduler.scheduled-time>' }, scheduledAt: undefined },
])('the scheduled time of the payload $payload is $scheduledAt', ({ payload, scheduledAt }) => {
  expect(rotationRequest(payload, 'alation')).toMatchObject({ only: [], scheduledAt });
});
