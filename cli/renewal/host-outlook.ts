import { Tag } from '../../functions/contract.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import type { HostRenewals } from '../../functions/renewal/host-renewals.ts';
import { listedRenewals } from '../../functions/sweep/listed-renewals.ts';
import { listIntegrations } from '../aws/list-integrations.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';

/**
 * What the listed integrations show about renewals at the Alation host of this integration, as if the request were stored
 * already. Undefined without the permission to list the integrations.
 *
 * @param request the value of the tag with the request
 * @throws CliError
 */
export async function hostOutlook(
  session: Session,
  integration: string,
  { baseUrl }: IntegrationState,
  request: string,
): Promise<HostRenewals | undefined> {
  const { secretsManager } = await session.aws();
  const listed = await listIntegrations(secretsManager, session.prefix).catch((error: unknown) => {
    if (error instanceof CliError && error.code === 'AccessDenied') return undefined;
    throw error;
  });
  if (listed === undefined) return undefined;
  const now = session.clock.now();
  const renewals = listedRenewals({ only: [] }, now);
  for (const one of listed) {
    const tags = one.integration === integration ? { ...one.tags, [Tag.renewalRequest]: request } : one.tags;
    renewals.add(one.integration, readIntegrationState(tags, now));
  }
  return renewals.of({ integration, host: baseUrl });
}
