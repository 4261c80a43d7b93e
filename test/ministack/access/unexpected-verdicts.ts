import type { Clients } from '../account.ts';
import type { Access, Principal } from './table.ts';
import { verdictOf } from './verdict.ts';

/** `principal: call was verdict` for each call whose verdict differs from the table. */
export async function unexpectedVerdicts(
  table: Readonly<Record<Principal, Access>>,
  clientsOfPrincipal: (principal: Principal) => Clients,
): Promise<readonly string[]> {
  const unexpected: string[] = [];
  for (const [principal, { allowed, denied }] of Object.entries(table) as [Principal, Access][]) {
    const clients = clientsOfPrincipal(principal);
    for (const [calls, expected] of [
      [allowed, 'allowed'],
      [denied, 'denied'],
    ] as const) {
      for (const { name, send } of calls) {
        const verdict = await verdictOf(send(clients));
        if (verdict !== expected) unexpected.push(`${principal}: ${name} was ${verdict}`);
      }
    }
  }
  return unexpected;
}
