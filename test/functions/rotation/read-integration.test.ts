import { expect, test } from 'vitest';
import { formatAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import { describeAndRead, isConsistent, isDemanded } from '../../../functions/rotation/read-integration.ts';
import { published, rotationBench } from './facts-fixture.ts';
import { integrationState, NOW, VERSION } from './state-fixture.ts';

const listed = { integration: 'bi', credentialsVersionId: VERSION, tags: {} };

test('the reads of a reconcile do not wait for the reads of other integrations', async () => {
  const { deps } = rotationBench({});
  const shared: unknown[] = [];
  const store = {
    ...deps.store,
    readSecrets: async (_: string, isShared?: boolean) => {
      shared.push(isShared);
      return { credentials: undefined, accessToken: undefined };
    },
  };
  expect(await describeAndRead({ ...deps, store }, { integration: 'bi' })).toMatchObject({ kind: 'read' });
  expect(shared).toEqual([false]);
});

test('a published access token without tags is no contradiction', () => {
  const text = formatAccessTokenDocument(published('one')).reveal();
  const secrets = {
    credentials: { versionId: VERSION, text: '', createdAt: NOW },
    accessToken: { versionId: 'token', text, createdAt: NOW },
  };
  const before = integrationState({ accessToken: undefined });
  expect(isConsistent({ kind: 'read', before, listed, secrets })).toBe(true);
});

test('an integration whose secrets are not read does not wait for the credentials of a request', () => {
  const work = { integration: 'bi', demand: { credentialsVersionId: VERSION } };
  expect(isDemanded({ kind: 'skipped', before: undefined, reason: 'Paused' }, work)).toBe(true);
});
