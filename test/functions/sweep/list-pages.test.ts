import { expect, test } from 'vitest';
import type { SecretStore } from '../../../functions/integration/ports.ts';
import { listPages } from '../../../functions/sweep/list-pages.ts';
import { rotationWorld } from '../../support/rotation-world.ts';
import { failure } from '../rotation/facts-fixture.ts';

/**
 * Lists these integrations, of which `denied` cannot be described. Returns their names, how the listing ended, and the
 * log.
 */
async function listed(only: readonly string[], denied: readonly string[] = []) {
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
    const source = listPages({ store: { ...store, describeIntegration }, log }, { only }, () => {});
    for await (const page of source) seen.push(...page.map(({ integration }) => integration));
  };
  const [end] = await Promise.allSettled([pages()]);
  return { seen, end, log: world.log };
}

async function pagesOf<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

test('without named integrations a listing yields all integrations', async () => {
  expect((await listed([])).seen.toSorted()).toEqual(['one', 'three', 'two']);
});

test('the rate limit applies to each page of a listing, and not to named integrations', async () => {
  const world = rotationWorld();
  world.integrationWith('one', 1);
  const { store, log } = world.rotator();
  const [page] = await pagesOf(store.listIntegrations());
  const calls: string[] = [];
  const threePages: SecretStore['listIntegrations'] = async function* () {
    for (let number = 1; number <= 3; number++) {
      calls.push(`page ${number}`);
      yield page ?? [];
    }
  };
  const deps = {
    store: { ...store, listIntegrations: threePages },
    log,
    acquirePage: async () => void calls.push('limit'),
  };

  await pagesOf(listPages(deps, { only: [] }));
  expect(calls).toEqual(['limit', 'page 1', 'limit', 'page 2', 'limit', 'page 3', 'limit']);

  calls.length = 0;
  await pagesOf(listPages(deps, { only: ['one'] }));
  expect(calls).toEqual([]);
});

test('when named integrations cannot be described, the other integrations are yielded before the first error is thrown', async () => {
  const { seen, end } = await listed(['one', 'two', 'three'], ['one', 'two']);
  expect(seen).toEqual(['three']);
  expect(end).toMatchObject({ status: 'rejected', reason: { code: 'SecretAccessDenied' } });
});

test('an unknown integration is logged and does not fail the listing', async () => {
  const { seen, end, log } = await listed(['unknown', 'one']);
  expect(seen).toEqual(['one']);
  expect(end?.status).toBe('fulfilled');
  expect(log).toEqual([{ level: 'warn', event: 'IntegrationUnknown', fields: { integration: 'unknown' } }]);
});
