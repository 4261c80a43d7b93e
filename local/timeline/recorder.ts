import { parseAccessTokenDocument } from '../../functions/integration/access-token-document.ts';
import type { IntegrationState } from '../../functions/integration/integration-state.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { MINUTE_MS } from '../../functions/time.ts';
import type { Alert, Timeline } from '../../picture/timeline.ts';
import type { LocalAlation } from '../alation/server.ts';
import { currentValue } from '../aws/secrets/secret.ts';
import type { LocalAws } from '../aws/server.ts';
import type { Clock } from '../clock.ts';
import { accessTokenSecret, credentialsSecret } from '../installation/names.ts';
import { storedCredentials } from '../installation/stored-credentials.ts';
import { notificationsOf } from './notifications-of.ts';
import { credentialChanges } from './credential-changes.ts';
import { downtimeCause } from './downtime-cause.ts';
import { createHistory, type History, integrationTimeline, type RecordedIntegration } from './history.ts';
import type { ReadOutcome } from './read-history.ts';

/** Records what happens to integrations. The timeline contains no secret value. */
export interface Recorder {
  /** Records what tags and access tokens show now. Call this method after each run of the rotator. */
  sample(): void;
  /** Records that a person did this with an integration now. */
  act(integration: string, text: string): void;
  /** Records a read of a consumer now. */
  read(integration: string, outcome: ReadOutcome): void;
  /** Records that the published access token is inactive from now on for this many ms. Call `sample` before. */
  inactive(integration: string, ms: number): void;
  /** Records that an alarm on all integrations begins or ends now. */
  alarm(fires: boolean, text: string): void;
  /** Records that an outage of Alation's token endpoints begins or ends now. */
  outage(isDown: boolean): void;
  /** Everything that was recorded until now. */
  timeline(): Timeline;
}

/** Dependencies of a recorder. */
export interface RecorderDependencies {
  /** Ms since the epoch. */
  readonly startMs: number;
  readonly clock: Pick<Clock, 'now'>;
  readonly aws: Pick<LocalAws, 'secrets' | 'topics'>;
  readonly alation: Pick<LocalAlation, 'mintedBy' | 'rejectedAt'>;
  readonly integrations: readonly RecordedIntegration[];
  readonly shownAs: Timeline['shownAs'];
  /** Whether the recorder itself adds an act when a person changes credentials. Default: no. */
  readonly recordsChanges?: boolean;
}

interface Sample {
  /** The local AWS creates a new map at each change of a tag. */
  readonly tags: ReadonlyMap<string, string>;
  readonly state: IntegrationState;
}

/** Creates a recorder. It records alerts from now on by itself, and everything else when its methods are called. */
export function createRecorder(deps: RecorderDependencies): Recorder {
  const { startMs, clock, aws, alation, shownAs, recordsChanges = false } = deps;
  const histories = new Map(
    deps.integrations.map((one) => [one.integration, createHistory(one, alation)] as const),
  );
  const samples = new Map<string, Sample>();
  const alarms: Alert[] = [];
  const outages: { readonly from: number; to?: number }[] = [];

  const sampleOne = ({ integration, credentials, accessTokens, acts }: History): void => {
    const tags = aws.secrets.find(credentialsSecret(integration))?.tags;
    const before = samples.get(integration);
    if (tags === undefined || tags === before?.tags) return;
    const state = readIntegrationState(Object.fromEntries(tags), clock.now());
    const { accessToken } = state;
    const at = clock.now();
    if (recordsChanges) {
      const changes = credentialChanges(before?.state.credentials ?? [], state);
      acts.push(...changes.map((text) => ({ at, text })));
    }
    credentials.add(state, at, () => storedCredentials(aws, integration));
    samples.set(integration, { tags, state });
    if (accessToken === undefined || accessToken.issuedAt === before?.state.accessToken?.issuedAt) return;
    const value = publishedValue(aws, integration);
    if (value !== undefined) accessTokens.add({ credential: accessToken.credential, value });
  };

  aws.topics.onMessage((message) => {
    for (const { integration = '', severity, sentence } of notificationsOf(message)) {
      histories.get(integration)?.alerts.push({ at: clock.now(), severity, text: sentence });
    }
  });

  return {
    sample: () => {
      for (const history of histories.values()) sampleOne(history);
    },
    act: (integration, text) => void histories.get(integration)?.acts.push({ at: clock.now(), text }),
    read: (integration, outcome) => histories.get(integration)?.reads.add(outcome, clock.now()),
    inactive: (integration, ms) => {
      const now = clock.now();
      const state = samples.get(integration)?.state;
      histories.get(integration)?.downtime.add(now, ms, state && downtimeCause(state, now));
    },
    alarm: (fires, text) =>
      void alarms.push({ at: clock.now(), severity: fires ? 'critical' : 'info', text }),
    outage: (isDown) => {
      const last = outages.at(-1);
      if (last !== undefined) last.to ??= clock.now();
      if (isDown) outages.push({ from: clock.now() });
    },
    timeline: () => {
      const now = clock.now();
      const minutes = (at: number) => Math.round((at - startMs) / MINUTE_MS);
      return {
        startMs,
        end: minutes(now),
        shownAs,
        alarms: alarms.map((alarm) => ({ ...alarm, at: minutes(alarm.at) })),
        outages: outages
          .map(({ from, to = now }) => [minutes(from), minutes(to)] as const)
          .filter(([from, to]) => to > from),
        integrations: [...histories.values()].map((history) => integrationTimeline(history, now, minutes)),
      };
    },
  };
}

/** The access token that consumers read now; undefined if there is none. */
export function publishedValue(
  { secrets }: Pick<LocalAws, 'secrets'>,
  integration: string,
): string | undefined {
  const value = currentValue(secrets.find(accessTokenSecret(integration)));
  return parseAccessTokenDocument(value)?.accessToken.reveal();
}
