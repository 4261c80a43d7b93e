import type { PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import type { RefreshTokenCredential } from '../../../functions/integration/credential.ts';
import { credentialFingerprint } from '../../../functions/integration/credential-fingerprint.ts';
import { parseCredentials } from '../../../functions/integration/credentials-document.ts';
import type { RenewalState } from '../../../functions/integration/renewal-state.ts';
import type { RenewalDependencies, RenewalFacts } from '../../../functions/renewal/renewal-context.ts';
import type { RotationDependencies } from '../../../functions/rotation/facts.ts';
import type { Call, Interception } from '../../support/intercepted.ts';
import { BASE_URL, MINUTE_MS, rotationWorld, START } from '../../support/rotation-world.ts';
import type { World, WorldOptions } from '../../support/rotation-world.ts';
import { renewalState } from './renewal-fixture.ts';

/** A renewal of the refresh token `b` of `bi`. The published access token was minted from `a`. */
export interface RenewalBench {
  readonly world: World;
  /** The random number is always 0.5. New VersionIds are `version-1`, `version-2` and so on. */
  readonly deps: RenewalDependencies & RotationDependencies;
  readonly facts: RenewalFacts;
  readonly a: RefreshTokenCredential;
  readonly b: RefreshTokenCredential;
  /** The operations of Alation and of Secrets Manager that were called, in order. */
  readonly calls: string[];
  /** The lengths of the sleeps, in ms. */
  readonly sleeps: number[];
  /** The state of a renewal of `b` that began now. */
  renewal(changes?: Partial<RenewalState>): RenewalState;
  /** Stores the document that `change` returns, as an operator does. Returns the VersionId. */
  operatorStores(change: (document: Document) => object | string): string;
}

/** A credentials document with two refresh tokens. */
export interface Document {
  readonly base_url: string;
  readonly credentials: readonly { readonly name: string; readonly refresh_token: string }[];
}

/** Creates a bench in a world with these options. */
export async function renewalBench(
  options: WorldOptions = {},
  { before, after }: Interception = {},
): Promise<RenewalBench> {
  const world = rotationWorld(options);
  world.integrationWith('bi', 2);
  const secret = world.store.currentCredentials('bi') ?? missing('secret');
  const credentials = parseCredentials(secret, (text) => text);
  const [a, b] = credentials.credentials.filter((one) => one.kind === 'refresh-token');
  if (a === undefined || b === undefined) return missing('refresh token');
  const minted = await world.alation.mint(BASE_URL, a);
  const published: PublishedAccessToken = {
    ...minted,
    baseUrl: BASE_URL,
    credential: 'a',
    userId: a.userId,
  };
  const calls: string[] = [];
  const sleeps: number[] = [];
  const rotator = world.rotator({
    before: (call: Call) => {
      calls.push(call.operation);
      return before?.(call);
    },
    ...(after && { after }),
  });
  let versions = 0;
  const renewal = {
    credentialsStore: rotator.renewal?.credentialsStore ?? missing('store'),
    newVersionId: () => `version-${++versions}`,
  };
  return {
    world,
    a,
    b,
    calls,
    sleeps,
    deps: {
      ...rotator,
      ...renewal,
      renewal,
      random: () => 0.5,
      clock: {
        now: world.clock.now,
        sleep: (ms) => {
          sleeps.push(ms);
          return world.clock.sleep(ms);
        },
      },
    },
    facts: {
      integration: 'bi',
      secret,
      credentials,
      published,
      expiresAt: world.alation.refreshTokenExpiry(b.refreshToken.reveal()),
      until: START + MINUTE_MS,
    },
    renewal: (changes) =>
      renewalState({
        phase: 'intended',
        fingerprint: credentialFingerprint(b),
        versionId: 'version-1',
        at: START,
        ...changes,
      }),
    operatorStores: (change) =>
      world.store.putCredentials('bi', change(JSON.parse(secret.text ?? missing('text')))),
  };
}

function missing(what: string): never {
  throw new TypeError(`the bench has no ${what}`);
}
