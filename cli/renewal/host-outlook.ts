import { Tag } from '../../functions/contract.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import type { HostRenewals } from '../../functions/renewal/host-renewals.ts';
import { listedRenewals } from '../../functions/sweep/listed-renewals.ts';
import { listIntegrations } from '../aws/list-integrations.ts';
import { CliError } from '../cli-error.ts';
import type { Session } from '../session.ts';

/**
 * What the renewals of other integrations at the same Alation allow this one, by the rules of the rotator. Undefined
 * without the permission to list the integrations.
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
  const renewals = listedRenewals(session.clock.now());
  renewals.addPage(
    listed.map((one) =>
      one.integration === integration
        ? { ...one, tags: { ...one.tags, [Tag.renewalRequest]: request } }
        : one,
    ),
  );
  return renewals.of({ integration, host: baseUrl });
}
