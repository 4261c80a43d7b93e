import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Clock } from '../clock.ts';
import { opaque, type RandomBytes } from './random-bytes.ts';

/** A key pair that signs JWTs. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The signing keys of an instance. */
export interface SigningKeys {
  /** The key that signs. It is made at the first call, because making an RSA key takes long. */
  current(): Promise<SigningKey>;
  /** The published keys (the JWK Set), the current key first. */
  trusted(): Promise<readonly SigningKey[]>;
  isTrusted(kid: string): boolean;
  /**
   * Signs with a new key from now on and returns its `kid`. The old key stays published for this many ms; then the JWTs
   * that it signed are inactive. UNKNOWN: how long Alation keeps an old key.
   */
  rotate(keepOldForMs: number): Promise<string>;
}

/** Creates the keys of a new instance. */
export function createSigningKeys(clock: Pick<Clock, 'now'>, random: RandomBytes): SigningKeys {
  let current: Promise<SigningKey> | undefined;
  let currentKid: string | undefined;
  let made = 0;
  let retired: { readonly key: SigningKey; readonly until: number }[] = [];

  const make = async (): Promise<SigningKey> => {
    const kid = opaque(random, 16);
    const { publicKey, privateKey } = await (pairs[made++] ??= generateKeyPair('RS256', {
      extractable: true,
    }));
    const { kty, n, e } = await exportJWK(publicKey);
    return { kid, privateKey, publicJwk: { kty, kid, use: 'sig', n, e } };
  };
  const currentKey = (): Promise<SigningKey> => {
    current ??= make().then((key) => {
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
    rotate: async (keepOldForMs) => {
      const old = await currentKey();
      const next = await make();
      retired = [...stillTrusted(), { key: old, until: clock.now() + keepOldForMs }];
      current = Promise.resolve(next);
      currentKid = next.kid;
      return next.kid;
    },
  };
}

/** Key pairs by their order in an instance. Instances of one process share them, because an RSA key takes long. */
const pairs: ReturnType<typeof generateKeyPair>[] = [];
