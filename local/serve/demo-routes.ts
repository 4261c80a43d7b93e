import * as z from 'zod/mini';
import type { AlationControl } from '../alation/control.ts';
import { type ControlRoute, route, routeWithBody } from '../control/control-route.ts';
import type { OtherProgram } from './other-program.ts';
import type { StoredRefreshTokens } from './stored-refresh-tokens.ts';

/** Dependencies of the routes. */
export interface DemoDependencies {
  readonly integration: string;
  readonly alation: AlationControl;
  readonly otherProgram: OtherProgram;
  readonly stored: StoredRefreshTokens;
  /** The access token that consumers read; undefined before the first rotation. */
  readonly published: () => string | undefined;
  /** Records what the user of the page did. */
  readonly note: (text: string) => void;
}

/** The control routes that act on the credentials of the demo integration. */
export function demoRoutes(deps: DemoDependencies): readonly ControlRoute[] {
  const { integration, alation, otherProgram, stored } = deps;

  /** The stored refresh tokens that Alation accepts. Throws RangeError if Alation accepts no refresh token. */
  const active = () => {
    const [first, ...others] = stored
      .all()
      .flatMap(({ credential, state }) => (state?.status === 'ACTIVE' ? [{ credential, id: state.id }] : []));
    if (first === undefined)
      throw new RangeError(
        `Alation accepts no refresh token of "${integration}". Store a new refresh token first.`,
      );
    return [first, ...others] as const;
  };
  /**
   * The stored active refresh token that minted the published access token. If there is none, the first stored active
   * refresh token.
   */
  const inUse = () => {
    const minted = alation.mintedBy(deps.published() ?? '');
    const issuing = minted !== undefined && 'refreshTokenId' in minted ? minted.refreshTokenId : undefined;
    const all = active();
    return all.find(({ id }) => id === issuing) ?? all[0];
  };
  const done = (what: string, next: string) => {
    deps.note(what);
    return { done: `${what.slice(0, 1).toUpperCase()}${what.slice(1)}. ${next}.` };
  };

  return [
    routeWithBody(
      'POST /demo/other-program',
      `starts or stops another program that mints from a credential of "${integration}" every two hours`,
      ['{ on }', z.strictObject({ on: z.boolean() })],
      ({ on }) => {
        if (!on) {
          otherProgram.end();
          return done('the other program stops minting', 'Move the clock');
        }
        const [{ credential }] = active();
        otherProgram.begin(credential);
        return done(
          `another program begins to mint from "${credential}" every two hours`,
          alation.behaviour.supersession === 'revokes'
            ? 'Each mint revokes the earlier access token. Move the clock'
            : 'The earlier access token stays active. Move the clock',
        );
      },
    ),
    route(
      'POST /demo/reject',
      `revokes the refresh token that "${integration}" uses now and all access tokens minted from it, as an administrator of Alation does`,
      () => {
        const { credential, id } = inUse();
        alation.revokeRefreshToken(id, { withAccessTokens: true });
        return done(
          `Alation rejects "${credential}"`,
          'Move the clock: the other credential mints, if there is one',
        );
      },
    ),
    route(
      'POST /demo/replace',
      `stores a new refresh token in place of each refresh token of "${integration}" that Alation does not accept`,
      async () => {
        const all = stored.all();
        if (all.length === 0)
          throw new RangeError(`"${integration}" has no stored refresh token. Store a refresh token first.`);
        const rejected = all.filter(({ state }) => state?.status !== 'ACTIVE');
        if (rejected.length === 0)
          return { done: 'Alation accepts all refresh tokens, so none is replaced.' };
        const created = rejected.map(({ credential, value, userId }) => {
          const { refreshToken } = alation.createRefreshTokenInUi({
            userId,
            name: `${integration} ${credential}`,
          });
          return [value, refreshToken] as const;
        });
        await stored.replace(new Map(created));
        const names = rejected.map(({ credential }) => `"${credential}"`);
        return { done: `You replace ${names.join(' and ')}. Move the clock.` };
      },
    ),
  ];
}
