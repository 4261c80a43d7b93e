import type { Dice } from '../world/dice.ts';
import { faultKinds, strikes } from './fault-kind.ts';
import type { FaultKind, Operation, Strike } from './fault-kind.ts';

/** A stretch of time in which a fault meets calls. */
export interface Episode {
  readonly kind: FaultKind;
  /** Ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Part of the calls that it meets. */
  readonly rate: number;
  /** The one Alation instance it is about; all of them when not given. */
  readonly baseUrl?: string;
  /** The one integration it is about; all of them when not given. */
  readonly integration?: string;
}

/** One call, as far as faults care. */
export interface Request {
  readonly operation: Operation;
  readonly integration?: string | undefined;
  readonly baseUrl?: string | undefined;
}

/** A strike, and the fault it comes from. */
export type NamedStrike = Strike & { readonly kind: FaultKind };

/** What meets this call now, if anything. */
export function strikeOf(
  episodes: readonly Episode[],
  request: Request,
  now: number,
  dice: Dice,
): NamedStrike | undefined {
  for (const episode of episodes) {
    if (!isMet(episode, request, now) || !dice.chance(episode.rate)) continue;
    const { kind } = episode;
    return { kind, ...faultKinds[kind].strike(request.operation, dice) };
  }
  return undefined;
}

function isMet({ kind, from, to, baseUrl, integration }: Episode, request: Request, now: number): boolean {
  return (
    now >= from &&
    now < to &&
    strikes(kind, request.operation) &&
    (baseUrl === undefined || baseUrl === request.baseUrl) &&
    (integration === undefined || integration === request.integration)
  );
}
