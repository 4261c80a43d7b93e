import { DetailType } from '../contract.ts';
import type { IntegrationState } from '../integration/integration-state.ts';
import type { Clock, RotatorEvent } from '../integration/ports.ts';
import type { RotationError } from '../integration/rotation-error.ts';
import type { RotationOutcome } from '../rotation/outcome.ts';
import { DAY_MS } from '../time.ts';
import { eventsOf } from './integration-events.ts';

/** Adds the events about states that cannot be saved to the events of integrations. */
export interface UnsavedStates {
  /** The events of one integration. `before` is its state before the reconcile; undefined if it could not be read. */
  eventsOf(
    before: IntegrationState | undefined,
    outcome: RotationOutcome,
    notSaved: RotationError | undefined,
  ): readonly RotatorEvent[];
}

/**
 * Records in memory for which integrations an event was sent, because their tags cannot record it. Otherwise each sweep
 * would send the same events. So each process sends such an event at most once a day while the failure stays the same.
 * The event of a published access token is always sent. Keep the object for longer than a sweep.
 */
export function unsavedStates(clock: Pick<Clock, 'now'>): UnsavedStates {
  const sent = new Map<string, { readonly code: string | undefined; readonly at: number }>();
  return {
    eventsOf(before, outcome, notSaved) {
      const { integration, state } = outcome;
      const events = eventsOf(before, outcome);
      const event = (detailType: string, detail: RotatorEvent['detail']): RotatorEvent => ({
        detailType,
        detail: { integration, owner: state?.owner, ...detail, code: 'StateNotSaved' },
      });
      if (notSaved?.code !== 'StateNotSaved') {
        const isSaved =
          notSaved === undefined && state?.status?.state === 'fresh' && outcome.kind !== 'skipped';
        return isSaved && sent.delete(integration)
          ? [...events, event(DetailType.rotationRecovered, {})]
          : events;
      }
      const code = outcome.kind === 'failed' ? outcome.error.code : undefined;
      const last = sent.get(integration);
      if (last?.code === code && clock.now() - (last?.at ?? -Infinity) < DAY_MS) {
        return events.filter(({ detailType }) => detailType === DetailType.rotated);
      }
      sent.set(integration, { code, at: clock.now() });
      return [...events, event(DetailType.rotationFailed, { state: 'failing' })];
    },
  };
}
