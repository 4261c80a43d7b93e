import type { ListedIntegration, Log, SecretStore } from '../integration/ports.ts';
import type { RateLimiter } from '../integration/rate-limiter.ts';
import { isInShard } from './shard.ts';
import type { Shard } from './shard.ts';

/**
 * Yields the integrations of a sweep, a page at a time: the named integrations, or the integrations of the shard, or
 * all.
 *
 * @param onPage gets each complete page of the listing, including integrations of other shards. Not called for named
 *   integrations
 * @throws RotationError when the listing fails, or, after the other integrations, when a named integration cannot be
 *   described
 */
export async function* listPages(
  {
    store,
    log,
    acquirePage,
  }: { readonly store: SecretStore; readonly log: Log; readonly acquirePage?: RateLimiter | undefined },
  { only, shard }: { readonly only: readonly string[]; readonly shard?: Shard | undefined },
  onPage?: (page: readonly ListedIntegration[]) => void,
): AsyncIterable<readonly ListedIntegration[]> {
  if (only.length === 0) {
    await acquirePage?.();
    for await (const page of store.listIntegrations()) {
      onPage?.(page);
      yield shard === undefined ? page : page.filter(({ integration }) => isInShard(integration, shard));
      await acquirePage?.();
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
