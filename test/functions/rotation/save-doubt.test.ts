import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { parseIntegrationState } from '../../../functions/integration/integration-tags.ts';
import { saveDoubt } from '../../../functions/rotation/save-doubt.ts';
import { refreshToken, rotationBench, rotationFacts } from './facts-fixture.ts';
import { accessTokenState, integrationState } from './state-fixture.ts';

test.each([
  {
    sentence: 'a saved doubt makes the published access token unverified',
    accessToken: accessTokenState(),
    verified: false,
  },
  {
    sentence: 'without a published access token no doubt is saved',
    accessToken: undefined,
    verified: undefined,
  },
])('$sentence', async ({ accessToken, verified }) => {
  const { deps, store, calls } = rotationBench({});
  await saveDoubt(
    deps,
    rotationFacts([refreshToken('a')], { state: integrationState({ accessToken }) }),
    false,
  );
  expect(parseIntegrationState(store.tagsOf('bi')).accessToken?.verified).toBe(verified);
  expect(calls).toEqual(accessToken === undefined ? [] : ['tag']);
});

test.each([
  { isInactive: false, fails: false, written: [Tag.accessToken] },
  { isInactive: true, fails: false, written: [Tag.accessToken] },
  { isInactive: true, fails: true, written: [] },
])(
  'the result of a saved doubt contains only the tags that were written: %j',
  async ({ isInactive, fails, written }) => {
    const { deps } = rotationBench({});
    const writeTags = () => (fails ? Promise.reject(new Error('throttled')) : Promise.resolve());
    const facts = rotationFacts([refreshToken('a')], {
      state: integrationState({ accessToken: accessTokenState() }),
    });
    const tags = await saveDoubt({ ...deps, store: { ...deps.store, writeTags } }, facts, isInactive);
    expect(Object.keys(tags).filter((tag) => tag === Tag.accessToken)).toEqual(written);
  },
);
