import type { ListedIntegration, Log, SecretStore } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';

/** Integrations that are described at once; a page of a listing holds as many at most. */
const SIDE_BY_SIDE = 100;

/** What describing several integrations came to. Those that are gone are in neither list. */
export interface Described {
  readonly found: readonly ListedIntegration[];
  /** Names of those that Secrets Manager would not describe. */
  readonly failed: readonly string[];
}

/**
 * The integrations of these names as they are now. One that cannot be described is logged and named: whoever asked
 * goes on with the others, because the trouble of one integration delays no other.
 */
export async function describeIntegrations(
  { store, log }: { readonly store: Pick<SecretStore, 'describeIntegration'>; readonly log: Log },
  names: readonly string[],
): Promise<Described> {
  const found: ListedIntegration[] = [];
  const failed: string[] = [];
  const describe = async (integration: string) => {
    try {
      return await store.describeIntegration(integration);
    } catch (error) {
      const { code, message } = toRotationError(error);
      log.error('IntegrationNotDescribed', { integration, code, explanation: message });
      failed.push(integration);
      return undefined;
    }
  };
  for (let from = 0; from < names.length; from += SIDE_BY_SIDE) {
    const described = await Promise.all(names.slice(from, from + SIDE_BY_SIDE).map(describe));
    found.push(...described.filter((one) => one !== undefined));
  }
  return { found, failed };
}
