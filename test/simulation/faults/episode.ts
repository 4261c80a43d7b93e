import type { CredentialKind } from '../../../functions/integration/credential.ts';
import type { Draw } from '../world/draw.ts';
import { affects, faultKinds } from './fault-kind.ts';
import type { FaultKind, Operation, CallFault } from './fault-kind.ts';

/** A time span in which a fault affects calls. */
export interface Episode {
  readonly kind: FaultKind;
  /** Ms since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Fraction of the matching calls that the fault affects. */
  readonly rate: number;
  /** The affected Alation instance; all when missing. */
  readonly baseUrl?: string;
  /** The affected integration; all when missing. */
  readonly integration?: string;
}

/** The parts of a call that decide whether a fault affects it. */
export interface Request {
  readonly operation: Operation;
  readonly integration?: string | undefined;
  readonly baseUrl?: string | undefined;
  /** The kind of the credential, for a call to Alation. */
  readonly credential?: CredentialKind | undefined;
}

/** The effect of a fault on a call, and the kind of fault. */
export type NamedCallFault = CallFault & { readonly kind: FaultKind };

/** The effect of a fault on this call now; undefined if no fault affects it. */
export function callFaultOf(
  episodes: readonly Episode[],
  request: Request,
  now: number,
  draw: Draw,
): NamedCallFault | undefined {
  for (const episode of episodes) {
    if (!isAffected(episode, request, now) || !draw.chance(episode.rate)) continue;
    const { kind } = episode;
    return { kind, ...faultKinds[kind].callFault(request.operation, draw) };
  }
  return undefined;
}

function isAffected(
  { kind, from, to, baseUrl, integration }: Episode,
  request: Request,
  now: number,
): boolean {
  return (
    now >= from &&
    now < to &&
    affects(kind, request.operation, request.credential) &&
    (baseUrl === undefined || baseUrl === request.baseUrl) &&
    (integration === undefined || integration === request.integration)
  );
}
