import type { ListedIntegration, Log, SecretStore } from './ports.ts';
import { isInShard } from './shard.ts';
import type { Shard } from './shard.ts';

/** The integrations a sweep looks at, a page at a time: the requested ones, or a shard of all, or all. */
export async function* sweptPages(
  { store, log }: { readonly store: SecretStore; readonly log: Log },
  { requested, shard }: { readonly requested: readonly string[]; readonly shard?: Shard | undefined },
): AsyncIterable<readonly ListedIntegration[]> {
  if (requested.length === 0) {
    for await (const page of store.listIntegrations()) {
      yield shard === undefined ? page : page.filter(({ integration }) => isInShard(integration, shard));
    }
    return;
  }
  for (const integration of requested) {
    const listed = await store.describeIntegration(integration);
    if (listed === undefined) log.warn('IntegrationUnknown', { integration });
    else yield [listed];
  }
}
