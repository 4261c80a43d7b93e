import type { SecretStore, Tags, TokenEndpoints } from '../../../functions/rotation/ports.ts';
import type { RotationPolicy } from '../../../functions/rotation/policy.ts';
import type { SweepDependencies } from '../../../functions/rotation/sweep.ts';
import type { Sabotage } from '../world/code-under-test.ts';

/** Changes what the rotator works with. */
export function inRotator(change: (deps: SweepDependencies) => Partial<SweepDependencies>): Sabotage {
  return { rotator: (deps) => ({ ...deps, ...change(deps) }) };
}

/** Changes the rotator's settings. */
export function inPolicy(policy: Partial<RotationPolicy>): Sabotage {
  return inRotator((deps) => ({ policy: { ...deps.policy, ...policy } }));
}

/** Changes what Secrets Manager does for the rotator. */
export function inStore(change: (store: SecretStore) => Partial<SecretStore>): Sabotage {
  return inRotator(({ store }) => ({ store: { ...store, ...change(store) } }));
}

/** Changes what Alation does for the rotator. */
export function inEndpoints(change: (endpoints: TokenEndpoints) => Partial<TokenEndpoints>): Sabotage {
  return inRotator(({ endpoints }) => ({ endpoints: { ...endpoints, ...change(endpoints) } }));
}

/** Changes the tags that the rotator writes. */
export function inTags(change: (tags: Tags) => Tags): Sabotage {
  return inStore(({ writeTags }) => ({
    writeTags: (integration, tags) => writeTags(integration, change(tags)),
  }));
}

/** Changes each tag's value. */
export function mapValues(tags: Tags, change: (value: string) => string): Tags {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, change(value)]));
}
