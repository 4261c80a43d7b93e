import { Tag } from '../../../functions/contract.ts';
import type {
  CredentialsStore,
  ListedIntegration,
  SecretStore,
  Tags,
  TokenEndpoints,
} from '../../../functions/integration/ports.ts';
import type { Credential } from '../../../functions/integration/credential.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type { RotationPolicy } from '../../../functions/integration/policy.ts';
import type { SweepDependencies } from '../../../functions/sweep/sweep.ts';
import type { Bug } from '../world/code-under-test.ts';

/** Changes the rotator's dependencies. */
export function inRotator(change: (deps: SweepDependencies) => Partial<SweepDependencies>): Bug {
  return { rotator: (deps) => ({ ...deps, ...change(deps) }) };
}

/** Changes the rotator's settings. */
export function inPolicy(policy: Partial<RotationPolicy>): Bug {
  return inRotator((deps) => ({ policy: { ...deps.policy, ...policy } }));
}

/** Changes Secrets Manager for the rotator. */
export function inStore(change: (store: SecretStore) => Partial<SecretStore>): Bug {
  return inRotator(({ store }) => ({ store: { ...store, ...change(store) } }));
}

/** Changes how listings and descriptions show an integration to the rotator. */
export function inListed(change: (listed: ListedIntegration) => ListedIntegration): Bug {
  return inStore(showing(change));
}

/** Changes how listings and descriptions show an integration to the warner. */
export function inListedToWarner(change: (listed: ListedIntegration) => ListedIntegration): Bug {
  return { warner: (deps) => ({ ...deps, store: { ...deps.store, ...showing(change)(deps.store) } }) };
}

type Shown = Pick<SecretStore, 'listIntegrations' | 'describeIntegration'>;

const showing =
  (change: (listed: ListedIntegration) => ListedIntegration) =>
  ({ listIntegrations, describeIntegration }: Shown): Shown => ({
    async *listIntegrations() {
      for await (const page of listIntegrations()) yield page.map(change);
    },
    async describeIntegration(integration) {
      const listed = await describeIntegration(integration);
      return listed && change(listed);
    },
  });

/** Changes the writes of renewals. */
export function inRenewal(change: (store: CredentialsStore) => Partial<CredentialsStore>): Bug {
  return inRotator(({ renewal }) => ({
    renewal: renewal && {
      ...renewal,
      credentialsStore: { ...renewal.credentialsStore, ...change(renewal.credentialsStore) },
    },
  }));
}

/** The rotator takes the wrong one of two credentials for the issuing credential. */
export const swappedIssuingCredential: Bug = inStore(({ describeIntegration, readSecrets }) => ({
  async describeIntegration(integration) {
    const listed = await describeIntegration(integration);
    const tags = listed?.tags ?? {};
    const accessToken = withoutFingerprint(tags[Tag.accessToken] ?? '');
    return listed && { ...listed, tags: { ...tags, [Tag.accessToken]: accessToken } };
  },
  async readSecrets(integration) {
    const { credentials, accessToken } = await readSecrets(integration);
    const text = accessToken?.text?.replace(/"credential":"[ab]"/, (one) =>
      one.includes('"a"') ? '"credential":"b"' : '"credential":"a"',
    );
    return { credentials, accessToken: accessToken && { ...accessToken, text } };
  },
}));

/** Changes Alation for the rotator. */
export function inEndpoints(change: (endpoints: TokenEndpoints) => Partial<TokenEndpoints>): Bug {
  return inRotator(({ endpoints }) => ({ endpoints: { ...endpoints, ...change(endpoints) } }));
}

/** Changes the tags that the rotator writes. */
export function inTags(change: (tags: Tags) => Tags): Bug {
  return inStore(({ writeTags }) => ({
    writeTags: (integration, tags) => writeTags(integration, change(tags)),
  }));
}

/** Changes each tag's value. */
export function mapValues(tags: Tags, change: (value: string) => string): Tags {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, change(value)]));
}

/** A listing that fails although Secrets Manager works. */
export const failingList: Pick<SecretStore, 'listIntegrations'> = {
  // oxlint-disable-next-line require-yield -- it fails before the first page
  async *listIntegrations() {
    throw new RotationError('SecretsManagerUnavailable', 'injected');
  },
};

/** Inspects every rejected credential at each verification of an access token. */
export function inspectingRejected(): NonNullable<Bug['rotator']> {
  const rejected = new WeakMap<object, Credential[]>();
  return (deps, world) => ({
    ...deps,
    endpoints: {
      ...deps.endpoints,
      mint: (baseUrl, credential) =>
        deps.endpoints.mint(baseUrl, credential).catch((error: unknown) => {
          if (error instanceof RotationError && error.code === 'CredentialRejected') {
            rejected.set(world, [...(rejected.get(world) ?? []), credential]);
          }
          throw error;
        }),
      async verify(baseUrl, accessToken, credential) {
        for (const one of rejected.get(world) ?? []) {
          await deps.endpoints.inspect(baseUrl, one).catch(() => undefined);
        }
        return deps.endpoints.verify(baseUrl, accessToken, credential);
      },
    },
  });
}

/** Removes the fingerprints of credentials from tags. */
export function withoutFingerprints(tags: Tags): Tags {
  return mapValues(tags, withoutFingerprint);
}

function withoutFingerprint(value: string): string {
  return value.replace(/ secret=[0-9a-f]+/, '');
}
