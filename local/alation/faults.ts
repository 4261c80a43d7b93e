import { type Fault, faultSchema } from './fault.ts';
import type { IncomingRequest } from './incoming-request.ts';

/** A fault that is not used up. */
export interface ArmedFault {
  readonly id: string;
  /** As it was added; `times` and `skip` are what is left of them. */
  readonly fault: Fault;
}

/** Faults on demand. */
export interface Faults {
  /**
   * Adds a fault behind the others and returns its id.
   *
   * @throws Error from zod, or SyntaxError, when it is not a fault
   */
  add(fault: Fault): string;
  /** Whether there was such a fault. */
  remove(id: string): boolean;
  clear(): void;
  list(): readonly ArmedFault[];
}

/** Faults and the way to meet them. */
export interface FaultQueue extends Faults {
  /** The first fault for this request, counted as having happened. */
  take(request: IncomingRequest, credentialId: string | undefined): Fault | undefined;
}

interface Armed {
  readonly id: string;
  readonly fault: Fault;
  readonly pattern: RegExp | undefined;
  skip: number;
  left: number;
}

/** No faults. */
export function createFaults(): FaultQueue {
  let armed: Armed[] = [];
  let added = 0;
  return {
    add: (given) => {
      const fault = faultSchema.parse(given);
      added += 1;
      armed.push({
        id: String(added),
        fault,
        pattern: patternOf(fault),
        skip: fault.skip ?? 0,
        left: fault.times ?? Number.POSITIVE_INFINITY,
      });
      return String(added);
    },
    remove: (id) => {
      const before = armed.length;
      armed = armed.filter((one) => one.id !== id);
      return armed.length < before;
    },
    clear: () => {
      armed = [];
    },
    list: () =>
      armed.map(({ id, fault, skip, left }) => ({
        id,
        fault: { ...fault, skip, ...(Number.isFinite(left) ? { times: left } : {}) },
      })),
    take: (request, credentialId) => {
      for (const one of armed) {
        if (!isMet(one, request, credentialId)) continue;
        if (one.skip > 0) {
          one.skip -= 1;
          continue;
        }
        one.left -= 1;
        if (one.left <= 0) armed = armed.filter((other) => other !== one);
        return one.fault;
      }
      return undefined;
    },
  };
}

/** A `g` or `y` pattern remembers where it stopped, and would match every other time. */
function patternOf({ path, pathPattern }: Fault): RegExp | undefined {
  if (path instanceof RegExp) return new RegExp(path.source, path.flags.replace(/[gy]/g, ''));
  return pathPattern === undefined ? undefined : new RegExp(pathPattern);
}

function isMet(one: Armed, request: IncomingRequest, credentialId: string | undefined): boolean {
  const { path, method, bodyIncludes } = one.fault;
  return (
    (typeof path !== 'string' || request.target.includes(path)) &&
    (one.pattern === undefined || one.pattern.test(request.target)) &&
    (method === undefined || request.method === method) &&
    (one.fault.credentialId === undefined || one.fault.credentialId === credentialId) &&
    (bodyIncludes === undefined || request.text.includes(bodyIncludes))
  );
}
