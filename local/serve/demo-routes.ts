import type { AlationControl } from '../alation/control.ts';
import * as z from 'zod/mini';
import { type ControlRoute, route, routeWithBody } from '../control/control-route.ts';
import type { Installation } from '../installation/installation.ts';
import { editCredentials, readCredentials } from '../run/credentials-secret.ts';
import type { OtherProgram } from './other-program.ts';

/** Dependencies of the routes. */
export interface DemoDependencies {
  readonly integration: string;
  readonly alation: AlationControl;
  readonly installation: Pick<Installation, 'secretsManager'>;
  readonly otherProgram: OtherProgram;
  /** The access token that consumers read; undefined before the first rotation. */
  readonly published: () => string | undefined;
  /** Records an act of the reader. */
  readonly note: (text: string) => void;
}

/** What happens to the credentials of the demo integration, for the control server. */
export function demoRoutes(deps: DemoDependencies): readonly ControlRoute[] {
  const { integration, alation, installation, otherProgram } = deps;
  const { secretsManager } = installation;

  /** The refresh token that minted the published access token. */
  const issuing = () => {
    const minted = alation.mintedBy(deps.published() ?? '');
    const id = minted !== undefined && 'refreshTokenId' in minted ? minted.refreshTokenId : undefined;
    const found = alation.refreshTokens().find((one) => one.id === id);
    if (found === undefined)
      throw new RangeError(`"${integration}" has no access token yet. Run the rotator first.`);
    return found;
  };
  const done = (what: string, next: string) => {
    deps.note(what);
    return { done: `${what.slice(0, 1).toUpperCase()}${what.slice(1)}. ${next}.` };
  };

  return [
    routeWithBody(
      'POST /demo/other-program',
      `begins or ends the mints of another program from a credential of "${integration}", every two hours`,
      ['{ on }', z.strictObject({ on: z.boolean() })],
      ({ on }) => {
        otherProgram.activate(on);
        return on
          ? done(
              'another program begins to mint from "blue" every two hours',
              'Each mint revokes what "blue" minted before. Move the clock by a day',
            )
          : done('the other program stops minting', 'Move the clock');
      },
    ),
    route(
      'POST /demo/reject',
      `revokes the refresh token that "${integration}" uses now, as an administrator of Alation does`,
      () => {
        const { id, name } = issuing();
        alation.revokeRefreshToken(id, { withAccessTokens: true });
        return done(
          `Alation rejects "${name.replace(`${integration} `, '')}"`,
          'Move the clock: the other credential mints, if there is one',
        );
      },
    ),
    route(
      'POST /demo/replace',
      `stores new refresh tokens in place of those of "${integration}" that Alation rejects`,
      async () => {
        const stored = await readCredentials(secretsManager, integration);
        const rejected = stored.credentials.filter(
          (one) => 'refresh_token' in one && !isActive(alation, `${integration} ${one.name}`),
        );
        if (rejected.length === 0)
          return { done: 'Alation accepts all refresh tokens, so none is replaced.' };
        const names = rejected.map(({ name }) => name);
        await editCredentials(secretsManager, integration, (all) =>
          all.map((one) => {
            if (!('refresh_token' in one) || !names.includes(one.name)) return one;
            const created = alation.createRefreshTokenInUi({
              userId: one.user_id,
              name: `${integration} ${one.name}`,
            });
            return { ...one, refresh_token: created.refreshToken };
          }),
        );
        return done(`you replace ${names.map((name) => `"${name}"`).join(' and ')}`, 'Move the clock');
      },
    ),
  ];
}

/** Whether the newest refresh token of that name works. */
function isActive(alation: AlationControl, name: string): boolean {
  return alation.refreshTokens().findLast((one) => one.name === name)?.status === 'ACTIVE';
}
