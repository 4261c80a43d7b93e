import type { Invariant } from './invariant.ts';

/**
 * Where nothing happens but scheduled rotations, no credential of three or more mints twice before all others have minted.
 */
export const thirdCredentialIsUsed: Invariant = {
  name: 'with three or more credentials, none mints twice before all others have minted',
  watch({ scenario, truth, coverage }, report) {
    // Requests, replaced credentials and faults change the order on purpose.
    if (scenario.profile !== 'calm') return {};
    const minted = new Map<string, string[]>();
    return {
      see(seen) {
        if (seen.kind !== 'minted') return;
        const one = truth.integrations.get(seen.integration);
        const credentials = one?.credentials ?? [];
        // A renewal may have revoked the other refresh tokens of the user.
        if (one === undefined || credentials.length < 3 || truth.usable(one).length < credentials.length)
          return;
        const earlier = minted.get(seen.integration) ?? [];
        minted.set(seen.integration, [...earlier, seen.secret]);
        const latest = earlier.slice(1 - credentials.length);
        if (latest.length >= 2 && !latest.includes(seen.secret)) {
          coverage.count('mints from a third credential after the other two');
        }
        if (latest.includes(seen.secret))
          report(`${seen.integration}: a credential minted twice before all others had minted`);
      },
    };
  },
};
