import type { Clock } from '../clock.ts';
import { type AccessTokens, createAccessTokens } from './access-tokens.ts';
import type { AlationBehaviour } from './behaviour.ts';
import { createOAuthClients, type OAuthClients } from './oauth-clients.ts';
import type { RandomBytes } from './random-bytes.ts';
import { createRefreshTokens, type RefreshTokens } from './refresh-tokens.ts';
import { createSigningKeys, type SigningKeys } from './signing-keys.ts';
import { createUsers, type Users } from './users.ts';

/** State and behaviour of an Alation instance. */
export interface Instance {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly behaviour: AlationBehaviour;
  readonly users: Users;
  readonly refreshTokens: RefreshTokens;
  readonly accessTokens: AccessTokens;
  readonly clients: OAuthClients;
  readonly signingKeys: SigningKeys;
}

/** Creates an instance without users. */
export function createInstance(clock: Clock, random: RandomBytes, behaviour: AlationBehaviour): Instance {
  const users = createUsers();
  const signingKeys = createSigningKeys(clock, random);
  return {
    clock,
    random,
    behaviour,
    users,
    refreshTokens: createRefreshTokens(clock, random),
    accessTokens: createAccessTokens(clock, (kid) => signingKeys.isTrusted(kid)),
    clients: createOAuthClients(clock, random, users),
    signingKeys,
  };
}
