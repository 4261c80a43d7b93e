import { AlertAttribute, SEVERITIES } from '../../functions/contract.ts';
import { shownState } from '../../functions/integration/contest.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { remainingLifetime } from '../../functions/warning/duration-text.ts';
import type { IntegrationNow, LiveState, Mail } from '../../picture/live-state.ts';
import type { Reads, Timeline } from '../../picture/timeline.ts';
import type { AwsAccount } from '../aws/local-aws.ts';
import type { PublishedMessage } from '../aws/sns/topic-store.ts';
import { credentialsSecret } from '../installation/names.ts';

const MAX_MAILS = 100;

/** Dependencies of the state of the page. */
export interface LiveStateDependencies {
  /** An id that differs after each start of the server. */
  readonly run: string;
  readonly aws: Pick<AwsAccount, 'secrets' | 'topics'>;
  readonly integrations: readonly string[];
  readonly timeline: () => Timeline;
  readonly faults: () => LiveState['faults'];
  /** Whether Alation accepts the published access token of an integration; undefined if none is published. */
  readonly isPublishedActive: (integration: string) => boolean | undefined;
}

/**
 * What the page shows now.
 *
 * @param now ms since the epoch
 */
export function liveState(deps: LiveStateDependencies, now: number): LiveState {
  const { run, aws, integrations, timeline, faults } = deps;
  const recorded = timeline();
  const readsOf = (name: string) => readsText(recorded.integrations.find((one) => one.name === name)?.reads);
  return {
    run,
    now,
    timeline: withSpace(recorded),
    integrations: integrations.map((name) => ({ ...integrationNow(deps, name, now), detail: readsOf(name) })),
    mails: aws.topics.messages.slice(-MAX_MAILS).toReversed().map(mailOf),
    faults: faults(),
  };
}

/** Adds space for the future. A picture of less than six hours would change its scale visibly each minute. */
function withSpace(timeline: Timeline): Timeline {
  const { end } = timeline;
  return { ...timeline, now: end, end: Math.max(6 * 60, Math.ceil(end * 1.06)) };
}

function readsText(reads: Reads | undefined): string | undefined {
  return reads && `${reads.failed} of ${reads.count} reads failed`;
}

function integrationNow(
  { aws, isPublishedActive }: LiveStateDependencies,
  name: string,
  now: number,
): IntegrationNow {
  const tags = aws.secrets.find(credentialsSecret(name))?.tags ?? new Map<string, string>();
  const state = readIntegrationState(Object.fromEntries(tags), now);
  const { accessToken } = state;
  const shown = shownState(state);
  if (shown === undefined || accessToken === undefined)
    return { name, kind: 'none', text: 'no access token yet' };
  if (isPublishedActive(name) === false) {
    const refused = 'Alation refuses the published access token';
    const text =
      shown === 'fresh'
        ? `${refused}; the rotator detects the refusal at its next probe`
        : `${shown}; ${refused}`;
    return { name, kind: 'bad', text };
  }
  const remaining = remainingLifetime(accessToken.expiresAt, now);
  return {
    name,
    kind: shown === 'fresh' ? 'good' : 'attention',
    text: `${shown}; the access token is valid for ${remaining}`,
  };
}

function mailOf({ messageId, subject = '', message, attributes, publishedAt }: PublishedMessage): Mail {
  const severity = attributes[AlertAttribute.severity]?.value;
  return {
    id: messageId,
    severity: SEVERITIES.find((known) => known === severity) ?? 'info',
    owner: attributes[AlertAttribute.owner]?.value,
    subject,
    body: message,
    sentAt: publishedAt,
  };
}
