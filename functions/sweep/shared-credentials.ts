import type { Contest } from '../integration/contest.ts';
import { parseContest } from '../integration/contest.ts';
import { changedTags, parseMinters } from '../integration/integration-tags.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import { readIntegrationState } from '../integration/plausible-state.ts';
import type { ListedIntegration, RotatorEvent } from '../integration/ports.ts';
import { toRotationError } from '../integration/rotation-error.ts';
import type { RotationDependencies } from '../rotation/facts.ts';
import { contestEvents } from './contest-events.ts';
import { minterRegister } from './minter-register.ts';
import type { Shard } from './shard.ts';
import { isInShard } from './shard.ts';

/** Finds the credentials that several integrations share, in the listing of a sweep. */
export interface SharedCredentials {
  /** Adds a page of the listing. */
  addPage(page: readonly ListedIntegration[]): void;
  /**
   * Saves each new result in tags: a credential is shared now, or is no longer shared. Never throws.
   *
   * @returns each integration with a new result, and its events; no event if the tags show the result by now or the
   *   write failed
   */
  save(): AsyncIterable<readonly [integration: string, events: readonly RotatorEvent[]]>;
}

type Dependencies = Pick<RotationDependencies, 'store' | 'clock' | 'log' | 'acquireWrite'>;

/**
 * Compares the credentials of all integrations of a listing. An integration whose listed tags do not show the result
 * is described before the save, because the listing may be minutes old.
 *
 * @param shard the shard whose integrations are saved; undefined for all integrations
 * @param until nothing is saved at or after this instant, ms since the epoch. The next sweep saves the rest
 */
export function sharedCredentials(
  { store, clock, log, acquireWrite }: Dependencies,
  shard: Shard | undefined,
  until: number,
): SharedCredentials {
  const register = minterRegister();
  /** The `sharedWith` that the tags in the listing already show, by the name of the integration. */
  const marked = new Map<string, string>();

  const save = async (
    integration: string,
    sharing: ReadonlyMap<string, readonly string[]>,
  ): Promise<readonly RotatorEvent[]> => {
    try {
      const listed = await store.describeIntegration(integration);
      if (listed === undefined) return [];
      const before = readIntegrationState(listed.tags, clock.now());
      const after = { ...before, contest: contestAfter(integration, before, sharing, clock.now()) };
      const tags = changedTags(after, listed.tags);
      if (Object.keys(tags).length > 0) {
        await acquireWrite();
        await store.writeTags(integration, tags);
      }
      return contestEvents(integration, before, after);
    } catch (thrown) {
      const { code, message } = toRotationError(thrown);
      log.error('StateNotSaved', { integration, code, explanation: message });
      return [];
    }
  };

  return {
    addPage(page) {
      register.addPage(
        page.flatMap(({ integration, tags }) =>
          parseMinters(tags).flatMap((minter) => (minter === undefined ? [] : { integration, minter })),
        ),
      );
      for (const { integration, tags } of page) {
        const sharedWith = parseContest(tags)?.sharedWith;
        if (sharedWith !== undefined) marked.set(integration, sharedWith);
      }
    },
    async *save() {
      const sharing = new Map(register.shared().map(({ minter, integrations }) => [minter, integrations]));
      const others = new Map<string, string>();
      for (const integrations of sharing.values()) {
        for (const one of integrations) {
          others.set(one, others.get(one) ?? otherThan(one, integrations));
        }
      }
      for (const integration of new Set([...others.keys(), ...marked.keys()])) {
        const isNew = others.get(integration) !== marked.get(integration);
        const isSwept = shard === undefined || isInShard(integration, shard);
        if (isNew && isSwept && clock.now() < until) yield [integration, await save(integration, sharing)];
      }
    },
  };
}

/** The contest of an integration after a listing. A contest about a shared credential ends when no credential is shared. */
function contestAfter(
  integration: string,
  { contest, credentials }: IntegrationState,
  sharing: ReadonlyMap<string | undefined, readonly string[]>,
  now: number,
): Contest | undefined {
  for (const { name: credential, minter } of credentials) {
    const integrations = sharing.get(minter);
    if (integrations === undefined) continue;
    return {
      ...contest,
      credential,
      sharedWith: otherThan(integration, integrations),
      since: contest?.since ?? now,
    };
  }
  return contest?.sharedWith === undefined ? contest : undefined;
}

function otherThan(integration: string, integrations: readonly string[]): string {
  return integrations.find((one) => one !== integration) ?? integration;
}
