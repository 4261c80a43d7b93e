import type { ListedIntegration, Log, SecretStore } from '../integration/ports.ts';
import { isInShard } from './shard.ts';
import type { Shard } from './shard.ts';

/**
 * The integrations a sweep looks at, a page at a time: those named, or a shard of all, or all.
 *
 * @throws RotationError when integrations cannot be listed, or, after the others, when one that is named cannot be
 *   described
 */
export async function* sweptPages(
  { store, log }: { readonly store: SecretStore; readonly log: Log },
  { only, shard }: { readonly only: readonly string[]; readonly shard?: Shard | undefined },
): AsyncIterable<readonly ListedIntegration[]> {
  if (only.length === 0) {
    for await (const page of store.listIntegrations()) {
      yield shard === undefined ? page : page.filter(({ integration }) => isInShard(integration, shard));
    }
    return;
  }
  let failure: { readonly error: unknown } | undefined;
  for (const integration of only) {
    try {
      const listed = await store.describeIntegration(integration);
      if (listed === undefined) log.warn('IntegrationUnknown', { integration });
      else yield [listed];
    } catch (error) {
      failure ??= { error };
    }
  }
  if (failure !== undefined) throw failure.error;
}
