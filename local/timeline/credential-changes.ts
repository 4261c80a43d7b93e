import type { CredentialState, IntegrationState } from '../../functions/integration/integration-state.ts';

/** What a person did between two states, such as `a person replaces "blue" and "green"`. Renewals are left out. */
export function credentialChanges(
  before: readonly CredentialState[],
  { credentials, renewal }: Pick<IntegrationState, 'credentials' | 'renewal'>,
): readonly string[] {
  const known = new Map(before.map(({ name, fingerprint }) => [name, fingerprint]));
  const isChanged = ({ name, fingerprint }: CredentialState): boolean => {
    const old = known.get(name);
    if (old === undefined || fingerprint === undefined || old === fingerprint) return false;
    return renewal?.phase !== 'renewed' || renewal.fingerprint !== old;
  };
  const changes = {
    stores: credentials.filter(({ name }) => !known.has(name)),
    replaces: credentials.filter(isChanged),
    removes: before.filter(({ name }) => !credentials.some((one) => one.name === name)),
  };
  return Object.entries(changes).flatMap(([what, which]) =>
    which.length === 0 ? [] : [`a person ${what} ${which.map(({ name }) => `"${name}"`).join(' and ')}`],
  );
}
