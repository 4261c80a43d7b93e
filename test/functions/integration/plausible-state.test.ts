import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { changedTags, parseIntegrationState } from '../../../functions/integration/integration-tags.ts';
import {
  CLOCK_TOLERANCE_MS,
  plausibleState,
  readIntegrationState,
} from '../../../functions/integration/plausible-state.ts';
import type { RenewalState } from '../../../functions/integration/renewal-state.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  NOW,
  VERSION,
} from '../rotation/state-fixture.ts';

const LATEST = NOW + CLOCK_TOLERANCE_MS;
const oauth = [credentialState({ kind: 'oauth-client', expiresAt: undefined, expirySource: undefined })];

test('a plausible state is unchanged', () => {
  const states = [
    integrationState(),
    integrationState({ backoff: { versionId: VERSION, attempts: 3, nextAttemptAt: NOW + HOUR_MS } }),
    integrationState({ accessToken: undefined, status: undefined, baseUrl: undefined, credentials: [] }),
    parseIntegrationState({}),
  ];
  for (const state of states) expect(plausibleState(state, NOW)).toEqual(state);
});

test.each([
  { what: 'was issued 1 ms after the tolerance of clocks', accessToken: { issuedAt: LATEST + 1 } },
  {
    what: 'is valid for 1 ms more than 400 days',
    accessToken: { expiresAt: NOW - HOUR_MS + 400 * DAY_MS + 1 },
  },
  { what: 'is valid until 2099', accessToken: { expiresAt: Date.UTC(2099, 0) } },
  {
    what: 'comes from an OAuth client and is valid for 1 ms more than 72 h',
    accessToken: { expiresAt: NOW + 71 * HOUR_MS + 1 },
    credentials: oauth,
  },
])('an access token that $what is unknown', ({ accessToken, credentials = [credentialState()] }) => {
  const state = integrationState({ accessToken: accessTokenState(accessToken), credentials });
  expect(plausibleState(state, NOW)).toEqual({ ...state, accessToken: undefined });
});

test.each([
  { what: 'issued within the tolerance of clocks', accessToken: { issuedAt: LATEST } },
  { what: 'with a lifetime of 400 days', accessToken: { expiresAt: NOW - HOUR_MS + 400 * DAY_MS } },
  {
    what: 'of an OAuth client with a lifetime of 72 h',
    accessToken: { expiresAt: NOW + 71 * HOUR_MS },
    credentials: oauth,
  },
  {
    what: 'of an unknown credential with a lifetime of 400 days',
    accessToken: { credential: 'gone', expiresAt: NOW - HOUR_MS + 400 * DAY_MS },
    credentials: oauth,
  },
  { what: 'that expired long ago', accessToken: { issuedAt: NOW - 90 * DAY_MS } },
])('an access token $what is known', ({ accessToken, credentials = [credentialState()] }) => {
  const state = integrationState({ accessToken: accessTokenState(accessToken), credentials });
  expect(plausibleState(state, NOW)).toEqual(state);
});

test('the time of a probe is not read from the tags', () => {
  const state = integrationState();
  const tags = changedTags(state, {});
  const forged = { ...tags, [Tag.accessToken]: `${tags[Tag.accessToken]} probed=2098-01-01T00:00:00.000Z` };
  expect(readIntegrationState(forged, NOW).accessToken).toEqual(state.accessToken);
});

test('a failure that began in the future is read as a failure that began now', () => {
  const status = { state: 'failing', code: 'AlationForbidden', since: Date.UTC(2099, 0) } as const;
  expect(plausibleState(integrationState({ status }), NOW).status).toEqual({ ...status, since: NOW });
});

test.each([
  { aheadMs: DAY_MS, known: true },
  { aheadMs: DAY_MS + 1, known: false },
])('a backoff of $aheadMs ms is known: $known', ({ aheadMs, known }) => {
  const backoff = { versionId: VERSION, attempts: 1, nextAttemptAt: NOW + aheadMs };
  expect(plausibleState(integrationState({ backoff }), NOW).backoff).toEqual(known ? backoff : undefined);
});

test.each([
  { what: 'within the tolerance of clocks', at: LATEST, known: true },
  { what: 'of the future', at: LATEST + 1, known: false },
])('a request for a renewal $what is known: $known', ({ at, known }) => {
  const renewalRequest = { credential: 'a', fingerprint: 'aaaa', at };
  const state = integrationState({ renewalRequest });
  expect(plausibleState(state, NOW).renewalRequest).toEqual(known ? renewalRequest : undefined);
});

test.each([
  { what: 'within the tolerance of clocks', at: LATEST, known: true },
  { what: 'of the future', at: LATEST + 1, known: false },
])('a renewal $what is known: $known', ({ at, known }) => {
  const renewal: RenewalState = {
    phase: 'renewed',
    credential: 'a',
    fingerprint: 'aaaa',
    versionId: VERSION,
    at,
    checks: 0,
    code: undefined,
    isProven: false,
  };
  expect(plausibleState(integrationState({ renewal }), NOW).renewal).toEqual(known ? renewal : undefined);
});

test.each([
  { what: 'began in the past', contest: { since: NOW - 1 }, read: {} },
  { what: 'began in the future', contest: { since: NOW + 1 }, read: { since: NOW } },
  { what: 'has a finding within the tolerance of clocks', contest: { inactiveAt: LATEST }, read: {} },
  {
    what: 'has a finding of the future',
    contest: { inactiveAt: LATEST + 1 },
    read: { inactiveAt: undefined },
  },
  { what: 'has no instant', contest: { since: undefined, inactiveAt: undefined }, read: {} },
  {
    what: 'names its credential with a link',
    contest: { credential: 'https://evil.example/login' },
    read: { credential: 'https-evil.example-login' },
  },
  {
    what: 'names its credential with no letter and no digit',
    contest: { credential: '-' },
    read: { credential: 'default' },
  },
])('a contest that $what is read with plausible values only', ({ contest: changes, read }) => {
  const contest = { credential: 'a', since: NOW - HOUR_MS, inactiveAt: NOW - HOUR_MS, ...changes };
  expect(plausibleState(integrationState({ contest }), NOW).contest).toEqual({ ...contest, ...read });
});

test.each([
  { what: 'an expiry in ten years is unchanged', changes: { expiresAt: LATEST + 3_650 * DAY_MS }, read: {} },
  {
    what: 'an expiry after ten years has no known expiry',
    changes: { expiresAt: LATEST + 3_650 * DAY_MS + 1 },
    read: { expiresAt: undefined, expirySource: undefined },
  },
  {
    what: 'a time of storage within the tolerance of clocks is unchanged',
    changes: { storedAt: LATEST },
    read: {},
  },
  {
    what: 'a later time of storage has no known time of storage',
    changes: { storedAt: LATEST + 1 },
    read: { storedAt: undefined },
  },
  {
    what: 'no expiry and no time of storage is unchanged',
    changes: { expiresAt: undefined, storedAt: undefined },
    read: {},
  },
])('a credential with $what', ({ changes, read }) => {
  const credential = credentialState(changes);
  const { credentials } = plausibleState(integrationState({ credentials: [credential] }), NOW);
  expect(credentials).toEqual([{ ...credential, ...read }]);
});

test.each([
  ['https://acme.alationcloud.com', true],
  ['http://127.0.0.1:4581', true],
  ['https://acme.alationcloud.com/', false],
  ['https://acme.alationcloud.com/login?next=', false],
  ['https://ada:secret@acme.alationcloud.com', false],
  ['acme.alationcloud.com', false],
  ['javascript:alert(1)', false],
])('the base URL %s in a tag is known: %s', (baseUrl, known) => {
  expect(plausibleState(integrationState({ baseUrl }), NOW).baseUrl).toBe(known ? baseUrl : undefined);
});

test.each([
  ['AlationForbidden', 'AlationForbidden'],
  ['CodeOfALaterVersion', 'CodeOfALaterVersion'],
  [undefined, undefined],
  ['https://evil.example', undefined],
  ['a'.repeat(41), undefined],
  ['a'.repeat(40), 'a'.repeat(40)],
])('the failure code %s in a tag is read as %s', (code, read) => {
  const status = { state: 'failing', code, since: NOW } as const;
  expect(plausibleState(integrationState({ status }), NOW).status?.code).toBe(read);
});

test.each([
  ['https://evil.example/login', 'https-evil.example-login'],
  ['-', 'default'],
])('the name %s of a credential in a tag is read as the name %s', (name, expected) => {
  const credentials = [credentialState({ name })];
  const [read] = plausibleState(integrationState({ credentials }), NOW).credentials;
  expect(read?.name).toBe(expected);
});

test('only plausible values are read from tags', () => {
  const tags = changedTags(
    integrationState({ accessToken: accessTokenState({ expiresAt: Date.UTC(2099, 0) }) }),
    {},
  );
  expect(parseIntegrationState(tags).accessToken).toBeDefined();
  expect(readIntegrationState(tags, NOW)).toEqual(
    integrationState({ accessToken: undefined, owner: undefined }),
  );
  expect(readIntegrationState({ [Tag.paused]: 'true' }, NOW).paused).toBe(true);
});
