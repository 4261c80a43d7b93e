import { onlyRenewalChangesCredentials } from '../invariants/only-renewal-changes-credentials.ts';
import { noDefects } from '../invariants/no-defects.ts';
import { activeAfterFaults } from '../invariants/active-after-faults.ts';
import { oneVersionPerBase } from '../invariants/one-version-per-base.ts';
import type { Invariant } from '../invariants/invariant.ts';
import { simulateIn } from '../simulate.ts';
import type { WireBug } from './functions.ts';
import { onlyNamedIntegrations } from './only-named-integrations.ts';
import { wireMode } from './wire-mode.ts';

/** A deliberate bug in a handler, `functions/aws` or `functions/alation`, and the invariant that must catch it. */
export interface WireBreak {
  readonly what: string;
  readonly invariant: Invariant;
  readonly bug: WireBug;
}

/** Names a break and the invariant that catches it. */
export const titleOf = ({ what, invariant }: WireBreak) => `${what} (${invariant.name})`;

/** Whether the history of this seed shows the break. */
export async function isCaught({ invariant, bug }: WireBreak, seed: number): Promise<boolean> {
  const { violations } = await simulateIn(wireMode(bug), seed);
  return violations.some((violation) => violation.invariant === invariant.name);
}

const STAGES: Readonly<Record<string, string>> = { AWSCURRENT: 'AWSPREVIOUS', AWSPREVIOUS: 'AWSCURRENT' };

/** Breaks of code that the simulation on ports does not run. */
export const wireBreaks: readonly WireBreak[] = [
  {
    what: "the rotator's handler ignores the integration that its event names",
    invariant: onlyNamedIntegrations,
    bug: {
      handler: (handler, name) => (event, context) => handler(name === 'rotator' ? {} : event, context),
    },
  },
  {
    what: 'listings and descriptions show AWSPREVIOUS in place of AWSCURRENT',
    invariant: activeAfterFaults,
    bug: {
      aws: (send) => async (request) => {
        const response = await send(request);
        if (!/ListSecrets$|DescribeSecret$/.test(String(request.headers['x-amz-target']))) return response;
        return {
          ...response,
          body: response.body.replaceAll(/AWS(?:CURRENT|PREVIOUS)/g, (one) => STAGES[one] ?? one),
        };
      },
    },
  },
  {
    what: 'every attempt of a write has its own VersionId',
    invariant: oneVersionPerBase,
    bug: {
      aws(send) {
        let attempts = 0;
        return (request) =>
          send({
            ...request,
            body: request.body.replace(
              /("ClientRequestToken":"[0-9a-f]{58})[0-9a-f]{6}/,
              (_, start: string) => start + String((attempts += 1)).padStart(6, '0'),
            ),
          });
      },
    },
  },
  {
    what: 'the documents of a renewal are stored under AWSCURRENT at once',
    invariant: onlyRenewalChangesCredentials,
    bug: {
      aws: (send) => (request) =>
        send({
          ...request,
          body: request.body.replace('"VersionStages":["AWSPENDING"]', '"VersionStages":["AWSCURRENT"]'),
        }),
    },
  },
  {
    what: 'requests to Alation have no time limit',
    invariant: noDefects,
    bug: {
      fetch:
        (fetch) =>
        (url, init = {}) =>
          fetch(url, { ...init, signal: null }),
    },
  },
];
