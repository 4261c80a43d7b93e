import { expect, test } from 'vitest';
import { observedChange, type Observation } from '../../cli/rotation/observed-change.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import {
  accessTokenRecord,
  credentialRecord,
  HOUR_MS,
  NOW,
  OLDER_VERSION,
  rotationRecord,
  VERSION,
} from '../functions/rotation/state-fixture.ts';

function observed(changes: Partial<IntegrationState> = {}, others: Partial<Observation> = {}): Observation {
  return {
    credentialsVersionId: VERSION,
    accessTokenVersionId: 'one',
    state: rotationRecord(changes),
    ...others,
  };
}

const status = { state: 'failing' as const, code: 'AlationForbidden', since: NOW };
const backoff = { versionId: VERSION, attempts: 1, nextAttemptAt: NOW + HOUR_MS };

test.each<{
  readonly what: string;
  readonly before: Observation;
  readonly now: Observation;
  readonly change: object;
}>([
  { what: 'the same state', before: observed(), now: observed(), change: { kind: 'none' } },
  {
    what: 'a new version without its tags',
    before: observed(),
    now: observed({}, { accessTokenVersionId: 'two' }),
    change: { kind: 'published', isDescribed: false },
  },
  {
    what: 'a new version and its tags',
    before: observed(),
    now: observed({ accessToken: accessTokenRecord({ issuedAt: NOW }) }, { accessTokenVersionId: 'two' }),
    change: { kind: 'published', isDescribed: true },
  },
  {
    what: 'the very first version',
    before: observed({ accessToken: undefined }, { accessTokenVersionId: undefined }),
    now: observed({}, { accessTokenVersionId: 'one' }),
    change: { kind: 'published', isDescribed: true },
  },
  {
    what: 'tags of a new access token without a new version',
    before: observed(),
    now: observed({ accessToken: accessTokenRecord({ issuedAt: NOW }) }),
    change: { kind: 'none' },
  },
  {
    what: 'the first failure',
    before: observed(),
    now: observed({ status, backoff }),
    change: { kind: 'failed', code: 'AlationForbidden' },
  },
  {
    what: 'one more failure',
    before: observed({ status, backoff }),
    now: observed({ status, backoff: { ...backoff, attempts: 2 } }),
    change: { kind: 'failed', code: 'AlationForbidden' },
  },
  {
    what: 'an earlier failure',
    before: observed({ status, backoff }),
    now: observed({ status, backoff }),
    change: { kind: 'none' },
  },
  {
    what: 'a failure with the previous credentials',
    before: observed(),
    now: observed({ status, backoff: { ...backoff, versionId: OLDER_VERSION } }),
    change: { kind: 'none' },
  },
  {
    what: 'the rejection of every credential, which sets no backoff',
    before: observed(),
    now: observed({
      status: { ...status, state: 'rejected', code: 'CredentialRejected' },
      credentials: [credentialRecord({ state: 'rejected' })],
    }),
    change: { kind: 'failed', code: 'CredentialRejected' },
  },
  {
    what: 'the rejection of the previous credentials',
    before: observed(),
    now: observed({ credentials: [credentialRecord({ state: 'rejected', versionId: OLDER_VERSION })] }),
    change: { kind: 'none' },
  },
  {
    what: 'a new version together with a failure',
    before: observed(),
    now: observed({ status, backoff }, { accessTokenVersionId: 'two' }),
    change: { kind: 'published', isDescribed: false },
  },
])('$what is observed as $change.kind', ({ before, now, change }) => {
  expect(observedChange(before, now)).toEqual(change);
});
