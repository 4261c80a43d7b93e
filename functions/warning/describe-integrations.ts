import type { ListedIntegration, Log, SecretStore } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';

/** Maximum number of concurrent descriptions. A page of a listing has at most this many integrations. */
const CONCURRENCY = 100;

/** Integrations after their description. Deleted integrations are in neither list. */
export interface DescribedIntegrations {
  readonly found: readonly ListedIntegration[];
  /** Names of the integrations whose description failed. */
  readonly failed: readonly string[];
}

/** Describes the integrations of these names. A failure is logged, and does not stop the other descriptions. */
export async function describeIntegrations(
  { store, log }: { readonly store: Pick<SecretStore, 'describeIntegration'>; readonly log: Log },
  names: readonly string[],
): Promise<DescribedIntegrations> {
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
  for (let from = 0; from < names.length; from += CONCURRENCY) {
    const described = await Promise.all(names.slice(from, from + CONCURRENCY).map(describe));
    found.push(...described.filter((one) => one !== undefined));
  }
  return { found, failed };
}
