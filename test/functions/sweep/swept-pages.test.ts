import { expect, test } from 'vitest';
import type { SecretStore } from '../../../functions/integration/ports.ts';
import { sweptPages } from '../../../functions/sweep/swept-pages.ts';
import { rotationWorld } from '../../support/rotation-world.ts';
import { failure } from '../rotation/facts-fixture.ts';

/** The names that a sweep of these sees, where some cannot be described, and how it ended. */
async function swept(only: readonly string[], denied: readonly string[] = []) {
  const world = rotationWorld();
  for (const name of ['one', 'two', 'three']) world.integrationWith(name, 1);
  const { store, log } = world.rotator();
  const describeIntegration: SecretStore['describeIntegration'] = async (name) => {
    if (denied.includes(name))
      throw failure(name === 'one' ? 'SecretAccessDenied' : 'SecretsManagerUnavailable');
    return store.describeIntegration(name);
  };
  const seen: string[] = [];
  const pages = async () => {
    const source = sweptPages({ store: { ...store, describeIntegration }, log }, { only });
    for await (const page of source) seen.push(...page.map(({ integration }) => integration));
  };
  const [end] = await Promise.allSettled([pages()]);
  return { seen, end, log: world.log };
}

test('all are swept where none is named', async () => {
  expect((await swept([])).seen.toSorted()).toEqual(['one', 'three', 'two']);
});

test('of those that are named the others are swept before the trouble of the first one is told', async () => {
  const { seen, end } = await swept(['one', 'two', 'three'], ['one', 'two']);
  expect(seen).toEqual(['three']);
  expect(end).toMatchObject({ status: 'rejected', reason: { code: 'SecretAccessDenied' } });
});

test('one that does not exist is said and no trouble', async () => {
  const { seen, end, log } = await swept(['nobody', 'one']);
  expect(seen).toEqual(['one']);
  expect(end?.status).toBe('fulfilled');
  expect(log).toEqual([{ level: 'warn', event: 'IntegrationUnknown', fields: { integration: 'nobody' } }]);
});
