import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Clock } from '../clock.ts';
import { opaque, type RandomBytes } from './random-bytes.ts';

/** The algorithms of signing keys, as JSON Web Algorithms (RFC 7518) names them. */
export const SIGNING_ALGORITHMS = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'] as const;

/** An algorithm of a signing key. */
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number];

/** A key pair that signs JWTs. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** A rotation of the signing key. */
export interface KeyRotation {
  /** How long the old key stays published, in ms. Afterwards the JWTs that the old key signed are inactive. */
  readonly keepOldForMs: number;
  /** @default 'RS256' */
  readonly algorithm?: SigningAlgorithm | undefined;
  /** Whether the new key has the `kid` of the old key. Then the JWTs of the old key stay active. */
  readonly keepKid?: boolean | undefined;
}

/** The signing keys of an instance. */
export interface SigningKeys {
  /** The key that signs. The first call creates the key, because creating an RSA key takes long. */
  current(): Promise<SigningKey>;
  /** The published keys (the JWK Set), the current key first. */
  trusted(): Promise<readonly SigningKey[]>;
  isTrusted(kid: string): boolean;
  /** Signs with a new key from now on and returns its `kid`. UNKNOWN: how long Alation keeps an old key. */
  rotate(rotation: KeyRotation): Promise<string>;
}

/** Creates the keys of a new instance. */
export function createSigningKeys(clock: Pick<Clock, 'now'>, random: RandomBytes): SigningKeys {
  let current: Promise<SigningKey> | undefined;
  let currentKid: string | undefined;
  /** How many keys of each algorithm this instance has made. */
  const counts = new Map<string, number>();
  let retired: { readonly key: SigningKey; readonly until: number }[] = [];

  const make = async (algorithm: SigningAlgorithm, kid = opaque(random, 16)): Promise<SigningKey> => {
    const count = (counts.get(algorithm) ?? 0) + 1;
    counts.set(algorithm, count);
    const { publicKey, privateKey } = await keyPair(algorithm, count);
    return { kid, algorithm, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
  };
  const currentKey = (): Promise<SigningKey> => {
    current ??= make('RS256').then((key) => {
      currentKid = key.kid;
      return key;
    });
    return current;
  };
  const stillTrusted = () => retired.filter(({ until }) => clock.now() < until);

  return {
    current: currentKey,
    trusted: async () => [await currentKey(), ...stillTrusted().map(({ key }) => key)],
    isTrusted: (kid) => kid === currentKid || stillTrusted().some(({ key }) => key.kid === kid),
    rotate: async ({ keepOldForMs, algorithm = 'RS256', keepKid = false }) => {
      const old = await currentKey();
      const next = await make(algorithm, keepKid ? old.kid : undefined);
      retired = [...stillTrusted(), { key: old, until: clock.now() + keepOldForMs }];
      current = Promise.resolve(next);
      currentKid = next.kid;
      return next.kid;
    },
  };
}

/**
 * Key pairs by algorithm and number: the second RS256 key of every instance is the same. All instances of a process share
 * the key pairs, because creating an RSA key takes long.
 */
const pairs = new Map<string, ReturnType<typeof generateKeyPair>>();

function keyPair(algorithm: SigningAlgorithm, count: number): ReturnType<typeof generateKeyPair> {
  const name = `${algorithm} ${count}`;
  const pair = pairs.get(name) ?? generateKeyPair(algorithm, { extractable: true });
  pairs.set(name, pair);
  return pair;
}
