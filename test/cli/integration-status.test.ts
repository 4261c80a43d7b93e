import { expect, test } from 'vitest';
import { integrationStatus } from '../../cli/status/integration-status.ts';
import { credentialWords, stateWords, todoLines } from '../../cli/status/status-text.ts';
import { Tag } from '../../functions/contract.ts';
import { changedTags } from '../../functions/integration/integration-state.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import {
  accessTokenRecord,
  credentialRecord,
  DAY_MS,
  DUE_AT,
  HOUR_MS,
  INTEGRATION,
  NOW,
  OLDER_VERSION,
  rotationRecord,
  VERSION,
} from '../functions/rotation/state-fixture.ts';

const PREFIX = 'alation';

function statusOf(
  changes: Partial<IntegrationState>,
  options: { readonly versionId?: string | undefined; readonly soonDays?: number } = {},
) {
  const state = rotationRecord(changes);
  const tags = { ...changedTags(state, {}), ...(state.paused ? { [Tag.paused]: 'true' } : {}) };
  const credentialsVersionId = 'versionId' in options ? options.versionId : VERSION;
  return integrationStatus(
    { integration: INTEGRATION, credentialsVersionId, tags },
    NOW,
    options.soonDays ?? 14,
  );
}

const rejected = credentialRecord({ state: 'rejected' });
const backoff = { versionId: VERSION, attempts: 2, nextAttemptAt: NOW + HOUR_MS };
const failing = (code: string) => ({
  status: { state: 'failing' as const, code, since: NOW - HOUR_MS },
  backoff,
});

test.each<{
  readonly what: string;
  readonly changes: Partial<IntegrationState>;
  readonly options?: { readonly versionId?: string | undefined; readonly soonDays?: number };
  readonly state: string;
  readonly person: boolean;
  readonly words: string;
  readonly todo: readonly string[];
}>([
  { what: 'all is well', changes: {}, state: 'fresh', person: false, words: 'fresh', todo: [] },
  {
    what: 'nobody stored credentials',
    changes: { accessToken: undefined, credentials: [], acceptedVersion: undefined, status: undefined },
    options: { versionId: undefined },
    state: 'awaiting-credentials',
    person: true,
    words: 'waiting for its first credentials',
    todo: ['tableau: store its first credentials: npx alation-tokens onboard tableau'],
  },
  {
    what: 'credentials were replaced a moment ago',
    changes: { credentials: [credentialRecord({ versionId: OLDER_VERSION, state: 'rejected' })] },
    options: { versionId: 'a-newer-version' },
    state: 'new-credentials',
    person: false,
    words: 'credentials stored, not used yet',
    todo: [],
  },
  {
    what: 'an operator paused it',
    changes: { paused: true },
    state: 'paused',
    person: false,
    words: 'paused by an operator',
    todo: ['tableau: go on when you are done: npx alation-tokens resume tableau'],
  },
  {
    what: 'a passing failure',
    changes: { status: { state: 'retrying', code: 'AlationUnavailable', since: NOW - HOUR_MS }, backoff },
    state: 'retrying',
    person: false,
    words: 'retrying since 2026-01-10 11:00 UTC: Alation does not answer (AlationUnavailable)',
    todo: [],
  },
  {
    what: 'a passing failure that nobody came back to before the access token died',
    changes: {
      status: { state: 'retrying', code: 'AlationUnavailable', since: NOW - 9 * DAY_MS },
      backoff,
      accessToken: accessTokenRecord({ issuedAt: NOW - 9 * DAY_MS }),
    },
    state: 'expired',
    person: true,
    words: 'expired: the rotator has not renewed it',
    todo: ['tableau: see why the rotator does not run: npx alation-tokens doctor'],
  },
  {
    what: 'a lasting failure',
    changes: failing('AlationForbidden'),
    state: 'failing',
    person: true,
    words: 'failing since 2026-01-10 11:00 UTC: Alation forbids the request (403) (AlationForbidden)',
    todo: [
      "tableau: Ask the Alation administrator about the user's role, IP rules and switched-off features " +
        '(docs/runbook.md, AlationForbidden)',
    ],
  },
  {
    what: 'a failure that would pass by itself and has lasted',
    changes: failing('AlationUnavailable'),
    state: 'failing',
    person: true,
    words: 'failing since 2026-01-10 11:00 UTC: Alation does not answer (AlationUnavailable)',
    todo: [
      'tableau: Open base_url in a browser, ask the Alation administrator, and check that the network of the function ' +
        'reaches it (docs/runbook.md, AlationUnavailable)',
    ],
  },
  {
    what: 'a credentials secret that is none',
    changes: failing('CredentialsMalformed'),
    state: 'failing',
    person: true,
    words:
      'failing since 2026-01-10 11:00 UTC: the credentials secret does not hold the documented JSON (CredentialsMalformed)',
    todo: [
      'tableau: Find the wrong field in the log of the rotator, then write the whole document again ' +
        '(docs/runbook.md, CredentialsMalformed): npx alation-tokens onboard tableau',
    ],
  },
  {
    what: 'a failure with a code of a newer version',
    changes: failing('SomethingNew'),
    state: 'failing',
    person: true,
    words: 'failing since 2026-01-10 11:00 UTC: the reason is not known to this version (SomethingNew)',
    todo: ['tableau: Read the log of the rotator (docs/runbook.md, SomethingNew)'],
  },
  {
    what: 'the only credential was rejected',
    changes: {
      credentials: [rejected],
      status: { state: 'rejected', code: 'CredentialRejected', since: NOW },
    },
    state: 'rejected',
    person: true,
    words: 'rejected: Alation refuses every credential',
    todo: [
      'tableau: Alation refuses "a"; make a new refresh token at https://acme.alationcloud.com/account/auth and store it: ' +
        'npx alation-tokens replace tableau',
    ],
  },
  {
    what: 'the only OAuth client was rejected',
    changes: {
      credentials: [{ ...rejected, kind: 'oauth-client', expiresAt: undefined }],
      status: { state: 'rejected', code: 'CredentialRejected', since: NOW },
    },
    state: 'rejected',
    person: true,
    words: 'rejected: Alation refuses every credential',
    todo: [
      'tableau: Alation refuses "a"; make a new client secret at https://acme.alationcloud.com/admin/auth/ ' +
        '(OAuth Client Applications) and store it: npx alation-tokens replace tableau',
    ],
  },
  {
    what: 'one of two was rejected',
    changes: { credentials: [rejected, credentialRecord({ name: 'b' })] },
    state: 'fresh',
    person: true,
    words: 'fresh',
    todo: [
      'tableau: Alation refuses "a"; make a new refresh token at https://acme.alationcloud.com/account/auth and store it: ' +
        'npx alation-tokens replace tableau --name a',
    ],
  },
  {
    what: 'a refresh token has less than 14 days left',
    changes: { credentials: [credentialRecord({ expiresAt: NOW + 13.5 * DAY_MS })] },
    state: 'fresh',
    person: true,
    words: 'fresh',
    todo: [
      'tableau: "a" has 14 days left; make a new refresh token at https://acme.alationcloud.com/account/auth and store it: ' +
        'npx alation-tokens replace tableau',
    ],
  },
  {
    what: 'a refresh token has exactly as many days left as are enough',
    changes: { credentials: [credentialRecord({ expiresAt: NOW + 14 * DAY_MS })] },
    state: 'fresh',
    person: false,
    words: 'fresh',
    todo: [],
  },
  {
    what: 'an OAuth client has no days',
    changes: {
      credentials: [
        credentialRecord({ kind: 'oauth-client', expiresAt: undefined, expirySource: undefined }),
      ],
    },
    state: 'fresh',
    person: false,
    words: 'fresh',
    todo: [],
  },
  {
    what: 'the access token expired under the eyes of a rotator that does not run',
    changes: { accessToken: accessTokenRecord({ issuedAt: NOW - 2 * DAY_MS }) },
    state: 'expired',
    person: true,
    words: 'expired: the rotator has not renewed it',
    todo: ['tableau: see why the rotator does not run: npx alation-tokens doctor'],
  },
])('$what: $state', ({ changes, options, state, person, words, todo }) => {
  const status = statusOf(changes, options);
  expect(status).toMatchObject({ state, needsPerson: person });
  expect(stateWords(status)).toBe(words);
  expect(todoLines(status, PREFIX)).toEqual(todo);
});

test.each([
  ['fresh', {}, DUE_AT, 'default-settings'],
  ['failing', failing('AlationForbidden'), backoff.nextAttemptAt, 'recorded'],
  ['paused', { paused: true }, undefined, undefined],
  ['rejected', { credentials: [rejected] }, undefined, undefined],
] as const)(
  'the next attempt of one that is %s, and how it is known',
  (_, changes, nextAttempt, nextAttemptSource) => {
    expect(statusOf(changes)).toMatchObject({ nextAttempt, nextAttemptSource });
  },
);

test.each([
  [credentialRecord(), 'a 50 days'],
  [credentialRecord({ expirySource: 'estimated' }), 'a about 50 days'],
  [credentialRecord({ expiresAt: NOW + 1.5 * DAY_MS }), 'a 2 days (36 h)'],
  [rejected, 'a rejected'],
  [credentialRecord({ kind: 'oauth-client', expiresAt: undefined }), 'a does not expire'],
])('a credential in words: %o', (credential, words) => {
  const [status] = statusOf({ credentials: [credential] }).credentials;
  expect(status && credentialWords(status)).toBe(words);
});

test('lost tags read as credentials that were not used yet, and never as well', () => {
  const status = integrationStatus(
    { integration: INTEGRATION, credentialsVersionId: VERSION, tags: {} },
    NOW,
    14,
  );
  expect(status).toMatchObject({ state: 'new-credentials', accessToken: undefined, needsPerson: false });
});
