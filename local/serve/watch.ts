import { MINUTE_MS } from '../../functions/time.ts';
import type { AlationControl } from '../alation/control.ts';
import type { Recorder } from '../timeline/recorder.ts';

/** Interval of the scheduled sweeps. Until the next sweep, an inactive access token stays published. */
const INTERVAL_MS = 15 * MINUTE_MS;

/** Dependencies of a watch. */
export interface WatchDependencies {
  readonly alation: Pick<AlationControl, 'faults' | 'isAccessTokenActive'>;
  readonly integrations: readonly string[];
  /** The access token that consumers of an integration read now. */
  readonly published: (integration: string) => string | undefined;
  readonly recorder: Recorder;
}

/** Observes what no event and no message shows: outages, and whether the published access tokens are active. */
export interface Watch {
  /** Records outages and inactive access tokens. Call this method after each run and each change at Alation. */
  record(): void;
  isOutage(): boolean;
  /** Whether Alation accepts the published access token; undefined if none is published. */
  isPublishedActive(integration: string): boolean | undefined;
}

/** A watch that begins without an outage. */
export function createWatch({ alation, integrations, published, recorder }: WatchDependencies): Watch {
  let wasOutage = false;
  const isOutage = () =>
    alation.faults.list().some((fault) => fault.kind === 'status' && fault.status === 503);
  const isPublishedActive = (integration: string) => {
    const value = published(integration);
    return value === undefined ? undefined : alation.isAccessTokenActive(value);
  };
  return {
    isOutage,
    isPublishedActive,
    record: () => {
      recorder.sample();
      if (isOutage() !== wasOutage) recorder.outage(isOutage());
      wasOutage = isOutage();
      for (const integration of integrations) {
        if (isPublishedActive(integration) === false) recorder.inactive(integration, INTERVAL_MS);
      }
    },
  };
}
