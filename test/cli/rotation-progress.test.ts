import { expect, test } from 'vitest';
import { rotationProgress, type Observation } from '../../cli/rotation/rotation-progress.ts';
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
  readonly progress: object;
}>([
  { what: 'nothing changed', before: observed(), now: observed(), progress: { kind: 'pending' } },
  {
    what: 'a new version, and its tags are not there yet',
    before: observed(),
    now: observed({}, { accessTokenVersionId: 'two' }),
    progress: { kind: 'published', isDescribed: false },
  },
  {
    what: 'a new version and its tags',
    before: observed(),
    now: observed({ accessToken: accessTokenRecord({ issuedAt: NOW }) }, { accessTokenVersionId: 'two' }),
    progress: { kind: 'published', isDescribed: true },
  },
  {
    what: 'the first version ever',
    before: observed({ accessToken: undefined }, { accessTokenVersionId: undefined }),
    now: observed({}, { accessTokenVersionId: 'one' }),
    progress: { kind: 'published', isDescribed: true },
  },
  {
    what: 'tags of a new access token without a new version are no publication',
    before: observed(),
    now: observed({ accessToken: accessTokenRecord({ issuedAt: NOW }) }),
    progress: { kind: 'pending' },
  },
  {
    what: 'the first failure',
    before: observed(),
    now: observed({ status, backoff }),
    progress: { kind: 'failed', code: 'AlationForbidden' },
  },
  {
    what: 'one failure more',
    before: observed({ status, backoff }),
    now: observed({ status, backoff: { ...backoff, attempts: 2 } }),
    progress: { kind: 'failed', code: 'AlationForbidden' },
  },
  {
    what: 'the failure that was there before',
    before: observed({ status, backoff }),
    now: observed({ status, backoff }),
    progress: { kind: 'pending' },
  },
  {
    what: 'a failure with the credentials before these',
    before: observed(),
    now: observed({ status, backoff: { ...backoff, versionId: OLDER_VERSION } }),
    progress: { kind: 'pending' },
  },
  {
    what: 'every credential rejected, which leaves no backoff',
    before: observed(),
    now: observed({
      status: { ...status, state: 'rejected', code: 'CredentialRejected' },
      credentials: [credentialRecord({ state: 'rejected' })],
    }),
    progress: { kind: 'failed', code: 'CredentialRejected' },
  },
  {
    what: 'the rejection of the version before',
    before: observed(),
    now: observed({ credentials: [credentialRecord({ state: 'rejected', versionId: OLDER_VERSION })] }),
    progress: { kind: 'pending' },
  },
  {
    what: 'a publication counts more than a failure that was noted beside it',
    before: observed(),
    now: observed({ status, backoff }, { accessTokenVersionId: 'two' }),
    progress: { kind: 'published', isDescribed: false },
  },
])('$what', ({ before, now, progress }) => {
  expect(rotationProgress(before, now)).toEqual(progress);
});
