import { MARKS_HEIGHT, ROW_PITCH } from './layout.ts';
import { createScale } from './scale.ts';
import { timeText } from './time-labels.ts';
import type { CredentialTimeline, IntegrationTimeline, Reads, Timeline } from './timeline.ts';
import type { View } from './view.ts';

/** A mark within this distance, in pixels, is under the pointer. */
const NEAR = 6;
/** More texts would not fit beside the pointer. */
const MOST_MARKS = 4;
const MINUTES_PER_READ = 60;

/** A point in an integration's picture, from its upper left corner, and the width of the picture. In pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** What is at a point of an integration's picture, as lines of text; no line outside the timeline. */
export function describePoint(
  timeline: Timeline,
  integration: IntegrationTimeline,
  view: View,
  { x, y, width }: Point,
): readonly string[] {
  const scale = createScale(view, width);
  const at = scale.timeAt(x);
  if (x < scale.left - NEAR || at > timeline.end) return [];
  const near = NEAR / scale.pixelsPerMinute;
  const time = (minutes: number) => timeText(timeline, minutes);

  if (y < MARKS_HEIGHT) {
    const marks = marksNear(integration, at, near, time);
    return marks.length > 0 ? marks : [time(at)];
  }
  const outages = timeline.outages
    .filter(([from, to]) => at >= from && at < to)
    .map(([from, to]) => `Alation's token endpoints were down from ${time(from)} to ${time(to)}`);
  const downtime = integration.downtime
    .filter(([from, to]) => at >= from && at < to)
    .map(([, , cause]) => `No active access token: ${cause}`);
  const incidents = [...outages, ...downtime];
  const credential = integration.credentials[Math.floor((y - MARKS_HEIGHT) / ROW_PITCH)];
  if (credential !== undefined) return [...incidents, ...describeCredential(credential, at, time)];
  const { reads } = integration;
  return reads === undefined || at < reads.from || at > (timeline.now ?? timeline.end)
    ? [...incidents, time(at)]
    : [...incidents, describeReads(reads, at, near, time)];
}

type TimeText = (minutes: number) => string;

function marksNear(
  { owner, alerts, acts }: IntegrationTimeline,
  at: number,
  near: number,
  time: TimeText,
): readonly string[] {
  const isNear = (mark: { readonly at: number }) => Math.abs(mark.at - at) < near;
  const recipient = owner === undefined ? '' : ` to ${owner}`;
  return [
    ...alerts
      .filter((alert) => alert.severity !== 'info' && isNear(alert))
      .map((alert) => `▲ ${time(alert.at)}, ${alert.severity}${recipient}: ${alert.text}`),
    ...acts.filter(isNear).map((act) => `◆ ${time(act.at)}: ${act.text}`),
  ].slice(0, MOST_MARKS);
}

function describeCredential(
  { name, kind, accessTokens, periods }: CredentialTimeline,
  at: number,
  time: TimeText,
): readonly string[] {
  const lines: string[] = [];
  const minted = accessTokens.findLast(
    ([mintedAt, , activeFor]) => at >= mintedAt && at < mintedAt + activeFor,
  );
  if (minted !== undefined) {
    const [mintedAt, publishedFor, activeFor, revoked] = minted;
    const replacedAt = mintedAt + Math.min(publishedFor, activeFor);
    const inactiveFrom = mintedAt + activeFor;
    const ending = revoked === 1 ? 'revoked' : 'expired';
    lines.push(`Access token minted from "${name}" at ${time(mintedAt)}`);
    if (replacedAt > mintedAt) lines.push(`published until ${time(replacedAt)}`);
    lines.push(
      inactiveFrom > replacedAt
        ? `still active until ${time(inactiveFrom)}, so no consumer is refused`
        : `${ending} at ${time(inactiveFrom)}`,
    );
  }
  const period = periods.findLast(({ from, to }) => at >= from && at < to);
  const what = kind === 'oauth-client' ? 'OAuth client' : 'refresh token';
  if (period === undefined) lines.push(`No active ${what} "${name}" at ${time(at)}`);
  else if (period.expiresAt === undefined) lines.push(`The ${what} "${name}" does not expire`);
  else lines.push(`The ${what} "${name}" expires at ${time(period.expiresAt)}`, ...endingText(period.ending));
  return lines;
}

function endingText(ending: CredentialTimeline['periods'][number]['ending']): readonly string[] {
  if (ending === 'renewed') return ['and the rotator renews it before then'];
  if (ending === 'replaced') return ['and its owner replaces it before then'];
  if (ending === 'rejected') return ['but Alation rejects it before then'];
  return ending === 'removed' ? ['and its owner removes it before then'] : [];
}

function describeReads({ refusedOnce, failures }: Reads, at: number, near: number, time: TimeText): string {
  const half = MINUTES_PER_READ / 2;
  if (failures.some(([from, to]) => at >= from && at < to + MINUTES_PER_READ)) {
    return `Reads around ${time(at)} failed: Alation did not accept the published access token`;
  }
  const refused = refusedOnce.find((read) => Math.abs(read + half - at) < Math.max(near, half));
  return refused === undefined
    ? `Reads around ${time(at)} worked`
    : `Read at ${time(refused)}: refused once, usually because the cached access token had been revoked. The consumer read the secret again, and its retry worked`;
}
