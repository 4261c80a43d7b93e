import type { ListedIntegration } from '../../functions/integration/ports.ts';
import { integrationStatus, type IntegrationStatus } from '../status/integration-status.ts';
import { credentialText, stateText, todoLines } from '../status/status-text.ts';
import { SOON_DAYS } from '../status/todo.ts';
import { finding, type Finding } from './finding.ts';

/**
 * Finds integrations for which an operator must act, or whose credentials expire within 7 days of each other. The steps
 * are those that `status` names.
 *
 * @param now ms since the epoch
 */
export function checkIntegrations(
  integrations: readonly ListedIntegration[],
  prefix: string,
  now: number,
): readonly Finding[] {
  return integrations
    .map((one) => integrationStatus(one, now, SOON_DAYS))
    .filter(({ needsPerson, nearbyExpiries }) => needsPerson || nearbyExpiries !== undefined)
    .map((status) => {
      const [verdict, says] = verdictOn(status);
      return finding('AWS', 'Integrations', verdict, says, ...todoLines(status, prefix));
    });
}

function verdictOn(status: IntegrationStatus): readonly [Finding['verdict'], string] {
  const { integration, state, credentials, nearbyExpiries } = status;
  switch (state) {
    case 'failing':
    case 'rejected':
    case 'expired':
    case 'contested':
      return ['problem', `${integration} is ${stateText(status)}`];
    case 'awaiting-credentials':
      return ['warning', `${integration} has no credentials yet`];
    case 'fresh':
    case 'retrying':
    case 'paused':
    case 'new-credentials':
      return [
        'warning',
        nearbyExpiries === undefined
          ? `${integration} has ${credentials.map(credentialText).join(', ')}`
          : `${nearbyExpiries.names.map((name) => `"${name}"`).join(' and ')} of ${integration} expire within 7 days of each other`,
      ];
  }
}
