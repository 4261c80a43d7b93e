import { expect, test } from 'vitest';
import type { CredentialState } from '../../../functions/integration/integration-state.ts';
import { parseIntegrationState } from '../../../functions/integration/integration-tags.ts';
import { credentialChanges } from '../../../local/timeline/credential-changes.ts';

const credential = (name: string, fingerprint: string | undefined = name): CredentialState => ({
  name,
  kind: 'refresh-token',
  state: 'active',
  versionId: 'v1',
  expiresAt: 1,
  expirySource: 'reported',
  storedAt: 0,
  fingerprint,
});
const [blue, green] = [credential('blue'), credential('green')];
const { renewal } = parseIntegrationState({});

test.each([
  ['the first credentials are stored', ['a person stores "blue" and "green"'], [], [blue, green]],
  ['another credential is stored', ['a person stores "green"'], [blue], [blue, green]],
  [
    'a credential is replaced',
    ['a person replaces "green"'],
    [blue, green],
    [blue, credential('green', 'new')],
  ],
  ['a credential is removed', ['a person removes "blue"'], [blue, green], [green]],
  ['a credential is rejected', [], [blue], [{ ...blue, state: 'rejected' }]],
  ['an older release did not write the fingerprint', [], [{ ...blue, fingerprint: undefined }], [blue]],
] as const)('if %s, the acts are %j', (_, acts, before, credentials) => {
  expect(credentialChanges(before, { credentials, renewal })).toEqual(acts);
});

test('a renewal by the rotator is no act of a person', () => {
  const renewed = {
    phase: 'renewed',
    credential: 'blue',
    fingerprint: 'blue',
    versionId: 'v2',
    at: 0,
    checks: 0,
    code: undefined,
    isProven: true,
  } as const;
  const credentials = [credential('blue', 'new')];
  expect(credentialChanges([blue], { credentials, renewal: renewed })).toEqual([]);
});
