import { AwsError } from './aws-error.ts';
import type { Fault } from './fault.ts';
import type { ServiceName } from './operation.ts';

/** Faults that were asked for and are not used up. */
export interface Faults {
  /** Adds a fault behind the others and returns what removes it again. */
  add(fault: Fault): () => void;
  /** Those that are left, `skip` and `times` being what is left of them. */
  list(): readonly Fault[];
  /** Removes all. */
  clear(): void;
  /** The first fault for this request, counted as having happened. `secretIds` are as the request gives them. */
  take(service: ServiceName, operation: string, secretIds: readonly string[]): Fault | undefined;
  /**
   * The error of the first fault for one part of a request, counted as having happened: GetSecretValue inside
   * BatchGetSecretValue, or an entry of PutEvents.
   */
  takeForPart(service: ServiceName, operation: string, part: string): AwsError | undefined;
}

interface Armed {
  readonly fault: Fault;
  skip: number;
  left: number;
}

/** An empty list of faults. */
export function faultList(): Faults {
  let armed: Armed[] = [];

  /** Faults that still let requests pass count this one, up to the first that happens. */
  const takeFirst = (isMeant: (fault: Fault) => boolean): Fault | undefined => {
    for (const one of armed) {
      if (!isMeant(one.fault)) continue;
      if (one.skip > 0) {
        one.skip -= 1;
        continue;
      }
      one.left -= 1;
      if (one.left === 0) armed = armed.filter((other) => other !== one);
      return one.fault;
    }
    return undefined;
  };

  return {
    add: (fault) => {
      const added = { fault, skip: fault.skip ?? 0, left: fault.times ?? Number.POSITIVE_INFINITY };
      armed.push(added);
      return () => {
        armed = armed.filter((other) => other !== added);
      };
    },
    list: () =>
      armed.map(({ fault, skip, left }) => ({
        ...fault,
        ...(skip > 0 ? { skip } : { skip: undefined }),
        ...(Number.isFinite(left) ? { times: left } : {}),
      })),
    clear: () => {
      armed = [];
    },
    take: (service, operation, secretIds) =>
      takeFirst(
        (fault) =>
          fault.kind !== 'entryError' &&
          fault.service === service &&
          (fault.operation ?? operation) === operation &&
          matchesSecret(fault, secretIds),
      ),
    takeForPart: (service, operation, part) => {
      const fault = takeFirst((one) =>
        one.kind === 'entryError'
          ? one.service === service &&
            operation === 'PutEvents' &&
            (one.matchDetailType === undefined || part.includes(one.matchDetailType))
          : (one.kind === 'error' || one.kind === 'throttle') &&
            operation === 'GetSecretValue' &&
            one.service === service &&
            one.operation === operation &&
            matchesSecret(one, [part]),
      );
      return fault && faultError(fault);
    },
  };
}

function matchesSecret({ matchSecretId }: Fault, secretIds: readonly string[]): boolean {
  return matchSecretId === undefined || secretIds.some((secretId) => secretId.includes(matchSecretId));
}

/** The error that a fault answers with; undefined for the kinds that answer none. */
export function faultError(fault: Fault): AwsError | undefined {
  switch (fault.kind) {
    case 'throttle':
      return new AwsError(fault.service === 'sns' ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
    case 'error':
    case 'entryError':
      return new AwsError(fault.code, fault.message ?? 'This fault was asked for.', fault.status ?? 400);
    case 'dropBeforeCommit':
    case 'dropAfterCommit':
    case 'delay':
      return undefined;
    default:
      return fault satisfies never;
  }
}
