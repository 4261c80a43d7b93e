import { expect, test } from 'vitest';
import { integrationStatus } from '../../cli/status/integration-status.ts';
import { credentialText, stateText, todoLines } from '../../cli/status/status-text.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { renewalState } from '../functions/renewal/renewal-fixture.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  DUE_AT,
  HOUR_MS,
  INTEGRATION,
  NOW,
  OLDER_VERSION,
  VERSION,
} from '../functions/rotation/state-fixture.ts';
import { statusOf, type StatusOptions } from './status-of.ts';

const PREFIX = 'alation';

const rejected = credentialState({ state: 'rejected' });
const forbidden = credentialState({ state: 'forbidden' });
const lost = renewalState({ phase: 'lost', fingerprint: 'bbbb' });
const backoff = { versionId: VERSION, attempts: 2, nextAttemptAt: NOW + HOUR_MS };
const failing = (code: string) => ({
  status: { state: 'failing' as const, code, since: NOW - HOUR_MS },
  backoff,
});

test.each<{
  readonly what: string;
  readonly changes: Partial<IntegrationState>;
  readonly options?: StatusOptions;
  readonly state: string;
  readonly needsPerson: boolean;
  readonly text: string;
  readonly todo: readonly string[];
}>([
  {
    what: 'an integration without a failure',
    changes: {},
    state: 'fresh',
    needsPerson: false,
    text: 'fresh',
    todo: [],
  },
  {
    what: 'an integration whose renewal revoked another refresh token',
    changes: { renews: true, renewal: renewalState({ phase: 'harmful', code: 'RefreshTokenEnded' }) },
    state: 'fresh',
    needsPerson: true,
    text: 'fresh',
    todo: [
      'tableau: The rotator renewed a refresh token, and Alation also revoked another refresh token. Set "renewRefreshTokens": false and deploy. Then replace the credentials that Alation revoked (docs/renewal.md)',
    ],
  },
  {
    what: 'an integration whose renewal did not extend the lifetime',
    changes: { renews: true, renewal: renewalState({ phase: 'harmful', code: 'NotExtended' }) },
    state: 'fresh',
    needsPerson: true,
    text: 'fresh',
    todo: [
      'tableau: The rotator renewed a refresh token, and the new refresh token does not expire later than the old one. Set "renewRefreshTokens": false and deploy. Then replace each refresh token before it expires (docs/renewal.md)',
    ],
  },
  {
    what: 'an integration whose refresh token Alation revoked during the renewal',
    changes: {
      renews: true,
      renewal: lost,
      credentials: [
        credentialState(),
        credentialState({ name: 'b', fingerprint: 'bbbb', expiresAt: NOW + 20 * DAY_MS }),
      ],
    },
    state: 'fresh',
    needsPerson: true,
    text: 'fresh',
    todo: [
      'tableau: Alation revoked "b" during its renewal, and the new refresh token was not stored; create a new refresh token at https://acme.alationcloud.com/account/auth and store it: npx alation-tokens replace tableau --name b',
    ],
  },
  {
    what: 'an integration without credentials',
    changes: { accessToken: undefined, credentials: [], acceptedVersion: undefined, status: undefined },
    options: { versionId: undefined },
    state: 'awaiting-credentials',
    needsPerson: true,
    text: 'awaiting-credentials: no credentials are stored',
    todo: ['tableau: Store its first credential: npx alation-tokens onboard tableau'],
  },
  {
    what: 'an integration whose credentials were just replaced',
    changes: { credentials: [credentialState({ versionId: OLDER_VERSION, state: 'rejected' })] },
    options: { versionId: 'a-newer-version' },
    state: 'new-credentials',
    needsPerson: false,
    text: 'new-credentials: stored, not used yet',
    todo: [],
  },
  {
    what: 'an integration that an operator paused',
    changes: { paused: true },
    state: 'paused',
    needsPerson: false,
    text: 'paused by an operator',
    todo: ['tableau: Resume rotation when you are done: npx alation-tokens resume tableau'],
  },
  {
    what: 'an integration with a transient failure',
    changes: { status: { state: 'retrying', code: 'AlationUnavailable', since: NOW - HOUR_MS }, backoff },
    state: 'retrying',
    needsPerson: false,
    text: 'retrying since 2026-01-10 11:00 UTC: Alation does not answer (AlationUnavailable)',
    todo: [],
  },
  {
    what: 'an integration whose access token expired after a transient failure',
    changes: {
      status: { state: 'retrying', code: 'AlationUnavailable', since: NOW - 9 * DAY_MS },
      backoff,
      accessToken: accessTokenState({ issuedAt: NOW - 9 * DAY_MS }),
    },
    state: 'expired',
    needsPerson: true,
    text: 'expired: the rotator has not replaced the access token',
    todo: ['tableau: Find out why the rotator does not run: npx alation-tokens doctor'],
  },
  {
    what: 'an integration with a permanent failure',
    changes: failing('AlationForbidden'),
    state: 'failing',
    needsPerson: true,
    text: 'failing since 2026-01-10 11:00 UTC: Alation forbids the request (403) (AlationForbidden)',
    todo: [
      "tableau: Ask the Alation administrator about the user's role, IP rules and switched-off features " +
        '(docs/runbook.md, AlationForbidden)',
    ],
  },
  {
    what: 'an integration with a transient failure that lasted for several attempts',
    changes: failing('AlationUnavailable'),
    state: 'failing',
    needsPerson: true,
    text: 'failing since 2026-01-10 11:00 UTC: Alation does not answer (AlationUnavailable)',
    todo: [
      'tableau: Open base_url in a browser, ask the Alation administrator, and check that the network of the function ' +
        'reaches it (docs/runbook.md, AlationUnavailable)',
    ],
  },
  {
    what: 'an integration with a malformed credentials secret',
    changes: failing('CredentialsMalformed'),
    state: 'failing',
    needsPerson: true,
    text: 'failing since 2026-01-10 11:00 UTC: the credentials secret does not hold the documented JSON (CredentialsMalformed)',
    todo: [
      'tableau: Find the wrong field in the log of the rotator, then write the complete document again ' +
        '(docs/runbook.md, CredentialsMalformed): npx alation-tokens onboard tableau',
    ],
  },
  {
    what: 'an integration with a failure code of a newer version',
    changes: failing('SomethingNew'),
    state: 'failing',
    needsPerson: true,
    text: 'failing since 2026-01-10 11:00 UTC: the reason is not known to this version (SomethingNew)',
    todo: ['tableau: Read the log of the rotator (docs/runbook.md, SomethingNew)'],
  },
  {
    what: 'an integration whose only credential was rejected',
    changes: {
      credentials: [rejected],
      status: { state: 'rejected', code: 'CredentialRejected', since: NOW },
    },
    state: 'rejected',
    needsPerson: true,
    text: 'rejected: Alation rejects every credential',
    todo: [
      'tableau: Alation rejects "a"; create a new refresh token at https://acme.alationcloud.com/account/auth and store it: ' +
        'npx alation-tokens replace tableau',
    ],
  },
  {
    what: 'an integration whose only OAuth client was rejected',
    changes: {
      credentials: [{ ...rejected, kind: 'oauth-client', expiresAt: undefined }],
      status: { state: 'rejected', code: 'CredentialRejected', since: NOW },
    },
    state: 'rejected',
    needsPerson: true,
    text: 'rejected: Alation rejects every credential',
    todo: [
      'tableau: Alation rejects "a"; create a new client secret at https://acme.alationcloud.com/admin/auth/ ' +
        '(OAuth Client Applications) and store it: npx alation-tokens replace tableau',
    ],
  },
  {
    what: 'an integration with one of two credentials forbidden',
    changes: { credentials: [forbidden, credentialState({ name: 'b' })] },
    state: 'fresh',
    needsPerson: true,
    text: 'fresh',
    todo: [
      "tableau: Ask the Alation administrator about the user's role, IP rules and switched-off features " +
        '(docs/runbook.md, AlationForbidden)',
    ],
  },
  {
    what: 'an integration whose rotation fails with the 403 of a forbidden credential',
    changes: { ...failing('AlationForbidden'), credentials: [forbidden, credentialState({ name: 'b' })] },
    state: 'failing',
    needsPerson: true,
    text: 'failing since 2026-01-10 11:00 UTC: Alation forbids the request (403) (AlationForbidden)',
    todo: [
      "tableau: Ask the Alation administrator about the user's role, IP rules and switched-off features " +
        '(docs/runbook.md, AlationForbidden)',
    ],
  },
  {
    what: 'an integration with one of two credentials rejected',
    changes: { credentials: [rejected, credentialState({ name: 'b' })] },
    state: 'fresh',
    needsPerson: true,
    text: 'fresh',
    todo: [
      'tableau: Alation rejects "a"; create a new refresh token at https://acme.alationcloud.com/account/auth and store it: ' +
        'npx alation-tokens replace tableau --name a',
    ],
  },
  {
    what: 'an integration whose refresh token has less than 14 days left',
    changes: { credentials: [credentialState({ expiresAt: NOW + 13.5 * DAY_MS })] },
    state: 'fresh',
    needsPerson: true,
    text: 'fresh',
    todo: [
      'tableau: "a" expires in 13 days; create a new refresh token at https://acme.alationcloud.com/account/auth and store it: ' +
        'npx alation-tokens replace tableau',
    ],
  },
  {
    what: 'an integration whose refresh token has exactly 14 days left',
    changes: { credentials: [credentialState({ expiresAt: NOW + 14 * DAY_MS })] },
    state: 'fresh',
    needsPerson: false,
    text: 'fresh',
    todo: [],
  },
  {
    what: 'an integration with an OAuth client, which does not expire',
    changes: {
      credentials: [credentialState({ kind: 'oauth-client', expiresAt: undefined, expirySource: undefined })],
    },
    state: 'fresh',
    needsPerson: false,
    text: 'fresh',
    todo: [],
  },
  {
    what: 'an integration whose access token expired without a failure',
    changes: { accessToken: accessTokenState({ issuedAt: NOW - 2 * DAY_MS }) },
    state: 'expired',
    needsPerson: true,
    text: 'expired: the rotator has not replaced the access token',
    todo: ['tableau: Find out why the rotator does not run: npx alation-tokens doctor'],
  },
])('$what is $state', ({ changes, options, state, needsPerson, text, todo }) => {
  const status = statusOf(INTEGRATION, changes, options);
  expect(status).toMatchObject({ state, needsPerson });
  expect(stateText(status)).toBe(text);
  expect(todoLines(status, PREFIX)).toEqual(todo);
});

test.each([
  ['fresh', {}, DUE_AT, 'default-settings'],
  ['failing', failing('AlationForbidden'), backoff.nextAttemptAt, 'recorded'],
  ['paused', { paused: true }, undefined, undefined],
  ['rejected', { credentials: [rejected] }, undefined, undefined],
] as const)(
  'status shows the time of the next attempt and the source of this time for an integration that is %s',
  (_, changes, nextAttempt, nextAttemptSource) => {
    expect(statusOf(INTEGRATION, changes)).toMatchObject({ nextAttempt, nextAttemptSource });
  },
);

test.each([
  [credentialState(), 'a 50 days'],
  [credentialState({ expirySource: 'estimated' }), 'a about 50 days'],
  [credentialState({ expiresAt: NOW + 1.5 * DAY_MS }), 'a 36 h'],
  [rejected, 'a rejected'],
  [forbidden, 'a forbidden'],
  [credentialState({ kind: 'oauth-client', expiresAt: undefined }), 'a does not expire'],
])('the text of the credential %o is %s', (credential, text) => {
  const [status] = statusOf(INTEGRATION, { credentials: [credential] }).credentials;
  expect(status && credentialText(status)).toBe(text);
});

test('an integration without tags has the state new-credentials, not fresh', () => {
  const status = integrationStatus(
    { integration: INTEGRATION, credentialsVersionId: VERSION, tags: {} },
    NOW,
    14,
  );
  expect(status).toMatchObject({ state: 'new-credentials', accessToken: undefined, needsPerson: false });
});
