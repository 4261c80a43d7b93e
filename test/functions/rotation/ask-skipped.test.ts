import { expect, test } from 'vitest';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import type { SecretStore } from '../../../functions/integration/ports.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { askSkipped } from '../../../functions/rotation/ask-skipped.ts';
import { noFindings } from '../../../functions/rotation/facts.ts';
import { reconcileFacts } from '../../../functions/rotation/reconcile.ts';
import { hashFraction } from '../../../functions/rotation/renewal-time.ts';
import { askMark } from '../../../functions/rotation/skipped-credentials.ts';
import { failure, key, minted, published, rotationBench, rotationFacts } from './facts-fixture.ts';
import type { AlationScript } from './facts-fixture.ts';
import {
  accessTokenState,
  credentialState,
  DAY_MS,
  HOUR_MS,
  integrationState,
  MINUTE_MS,
  NOW,
} from './state-fixture.ts';

const [a, b] = [key('a'), key('b')];
const ACCEPTED_AGAIN = { state: 'active', expiresAt: NOW + DAY_MS } as const;
const rejected = (name: string) => credentialState({ name, state: 'rejected' });

/** A bench whose credential `b` is rejected, and the result of asking about it. */
function asking(script: AlationScript, store: Partial<SecretStore> = {}) {
  const bench = rotationBench(script);
  const before = published('before');
  const facts = rotationFacts([a, b], {
    published: before,
    state: integrationState({ credentials: [credentialState(), rejected('b')] }),
  });
  const secrets = { ...facts.secrets, accessToken: bench.publishElsewhere(before) };
  const deps = { ...bench.deps, store: { ...bench.deps.store, ...store } };
  return { bench, asked: askSkipped(deps, { ...facts, secrets }) };
}

const denied = failure('SecretAccessDenied');
const isDenied = () => Promise.reject(denied);

test('a refresh token that Alation accepts again does not mint while the number of versions is unknown', async () => {
  const { bench, asked } = asking({ inspect: [ACCEPTED_AGAIN] }, { versionTimes: isDenied });
  expect(await asked).toEqual({ done: undefined, findings: noFindings, isAnswered: false });
  expect(bench.calls).toEqual(['inspect b']);
});

test('a refresh token that Alation accepts again ends the reconcile with a failure if its access token cannot be stored', async () => {
  const script = { inspect: [ACCEPTED_AGAIN], mint: [minted('next')], verify: ['active'] as const };
  const { asked } = asking(script, { putAccessToken: isDenied });
  const findings = { ...noFindings, forbidden: undefined, wasRevoked: undefined };
  expect(await asked).toEqual({
    done: { kind: 'failed', error: denied, findings },
    findings,
    isAnswered: false,
  });
});

const shortLived = minted('next', { expiresAt: NOW + MINUTE_MS });
const away = failure('AlationUnavailable');

test.each<[string, boolean, AlationScript]>([
  ['cannot be verified', false, { mint: [minted('next')], verify: [away, away, away] }],
  ['expires too soon', true, { mint: [shortLived], verify: ['active'] }],
])(
  'whether Alation answered about a credential whose new access token %s: %s',
  async (_, isAnswered, script) => {
    const { bench, asked } = asking({ inspect: [ACCEPTED_AGAIN], ...script });
    expect(await asked).toEqual({ done: undefined, findings: noFindings, isAnswered });
    expect(bench.calls).not.toContain('put');
  },
);

/** When the hour of the daily check of `bi` ends. */
const NEXT_HOUR = NOW + (Math.trunc(DAY_MS * hashFraction('bi')) % HOUR_MS);

test.each<[string, readonly CredentialState[], string]>([
  ['one of two credentials', [credentialState(), rejected('b')], 'NotDue'],
  ['every credential', [rejected('a'), rejected('b')], 'Rejected'],
])('a check of %s that ends in the next hour is not repeated at once', async (_, credentials, reason) => {
  const { deps, moveBy, calls } = rotationBench({});
  moveBy(NEXT_HOUR - 1 - NOW);
  const facts = rotationFacts([a, b], {
    published: published('before'),
    state: integrationState({ accessToken: accessTokenState({ credential: 'gone' }), credentials }),
    until: NEXT_HOUR + MINUTE_MS,
  });
  const inspect = async () => {
    moveBy(1);
    throw new RotationError('AlationUnavailable', 'injected');
  };
  expect(
    await reconcileFacts({ ...deps, endpoints: { ...deps.endpoints, inspect } }, facts, {}),
  ).toMatchObject({
    kind: 'skipped',
    reason,
    state: { asked: askMark('bi', NEXT_HOUR - 1, false) },
  });
  expect(calls).toEqual([]);
});
