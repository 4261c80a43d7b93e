import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { LocalAlation } from '../alation/server.ts';
import type { LocalAws } from '../aws/server.ts';
import type { Clock } from '../clock.ts';
import type { ForBrowsers } from '../control/control-server.ts';
import { createEventStream } from '../control/event-stream.ts';
import { pageScript } from '../report/page-script.ts';
import type { RecordedIntegration } from '../timeline/history.ts';
import { createRecorder, publishedValue } from '../timeline/recorder.ts';
import { createConsumers } from './consumers.ts';
import { livePage } from './live-page.ts';
import { liveState } from './live-state.ts';
import type { OtherProgram } from './other-program.ts';
import { createWatch } from './watch.ts';

/** Dependencies of the view. */
export interface LiveViewDependencies {
  readonly aws: LocalAws;
  readonly alation: LocalAlation;
  readonly clock: Clock;
  readonly secretsManager: SecretsManagerClient;
  readonly integrations: readonly RecordedIntegration[];
  readonly otherProgram: OtherProgram;
}

/** The page, and the recording of what the page shows. */
export interface LiveView extends ForBrowsers {
  /** Lets the other program mint and the consumers read, if due, and sends the state. Call this method after each run. */
  onRun(): Promise<void>;
  /** Records that a person did this with an integration now. */
  act(integration: string, text: string): void;
  /** Sends the state, with the time, to the open pages. */
  showTime(): void;
  close(): void;
}

/** Observes the integrations from now on, and lets their consumers read. */
export async function createLiveView(deps: LiveViewDependencies): Promise<LiveView> {
  const { aws, alation, clock, secretsManager, otherProgram } = deps;
  const integrations = deps.integrations.map(({ integration }) => integration);
  const published = (integration: string) => publishedValue(aws, integration);
  const recorder = createRecorder({
    startMs: clock.now(),
    clock,
    aws,
    alation,
    integrations: deps.integrations,
    shownAs: 'date',
    recordsChanges: true,
  });
  const watch = createWatch({ alation, integrations, published, recorder });
  const { fetch } = globalThis;
  const consumers = createConsumers({ integrations, published, recorder, clock, secretsManager, fetch });
  const { timeline } = recorder;
  const { isPublishedActive } = watch;
  const faults = () => ({ outage: watch.isOutage(), otherProgram: otherProgram.isActive() });
  const shown = { run: randomUUID(), aws, integrations, timeline, faults, isPublishedActive };
  const state = () => liveState(shown, clock.now());
  const stream = createEventStream('state', state);
  const script = await pageScript('live');
  const onChange = () => {
    watch.record();
    stream.changed();
  };
  return {
    page: () => livePage(state(), script),
    events: stream.response,
    onChange,
    onRun: async () => {
      otherProgram.mintIfDue();
      await consumers.readIfDue();
      onChange();
    },
    act: recorder.act,
    showTime: stream.changed,
    close: stream.close,
  };
}
