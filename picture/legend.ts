import type { Reads, Timeline } from './timeline.ts';

/** One key of a legend. */
export interface LegendKey {
  /** A small drawing with the CSS classes of the pictures, `LEGEND_HEIGHT` pixels high. */
  readonly drawing: string;
  readonly width: number;
  readonly meaning: string;
}

/** Height of the drawings, in pixels. */
export const LEGEND_HEIGHT = 14;

interface Key extends LegendKey {
  /** Whether the shape occurs; by default it always does. */
  readonly isUsed?: (timeline: Timeline) => boolean;
}

const bar = (className: string, height: number, from = 0, to = 22) =>
  `<path class="${className}" d="M${from} 7h${to - from}" stroke-width="${height}"/>`;
const anyCredential =
  (test: (one: Timeline['integrations'][number]['credentials'][number]) => boolean) =>
  ({ integrations }: Timeline) =>
    integrations.some(({ credentials }) => credentials.some(test));
const anyReads =
  (test: (reads: Reads) => boolean) =>
  ({ integrations }: Timeline) =>
    integrations.some(({ reads }) => reads !== undefined && test(reads));

const keys: readonly Key[] = [
  {
    drawing: bar('published c0', 12, 0, 14) + bar('published c1', 12, 16, 30),
    width: 30,
    meaning: 'published access token, by credential',
  },
  {
    drawing: bar('unpublished c0', 7),
    width: 22,
    meaning: 'replaced, still active',
    isUsed: anyCredential(({ accessTokens }) =>
      accessTokens.some(([, published, active]) => active > published),
    ),
  },
  {
    drawing: `<path class="line c0" d="M0 7h22" stroke-width="3"/>`,
    width: 22,
    meaning: 'refresh token or OAuth client is valid',
  },
  {
    drawing: `<path class="line c0" d="M0 7h14" stroke-width="3"/><path class="expired" d="M15 0v14"/>`,
    width: 17,
    meaning: 'a refresh token expired',
    isUsed: anyCredential(({ periods }) => periods.some(({ ending }) => ending === 'expired')),
  },
  {
    drawing: `<path class="line c0" d="M0 7h14" stroke-width="3"/><path class="expired" d="M15 0v14"/>`,
    width: 17,
    meaning: 'Alation rejects a credential',
    isUsed: anyCredential(({ periods }) => periods.some(({ ending }) => ending === 'rejected')),
  },
  {
    drawing: `<path class="line c0" d="M0 7h14" stroke-width="3"/><path class="replaced" d="M15 0v14"/>`,
    width: 17,
    meaning: 'a person replaces a credential',
    isUsed: anyCredential(({ periods }) => periods.some(({ ending }) => ending === 'replaced')),
  },
  {
    drawing: `<path class="line c0" d="M0 7h14" stroke-width="3"/><path class="expires" d="M15 0v14"/>`,
    width: 17,
    meaning: 'a refresh token will expire',
    isUsed: anyCredential(({ periods }) => periods.some(({ ending }) => ending === 'expires')),
  },
  {
    drawing: `<path class="renewed" d="M3 7a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z"/>`,
    width: 13,
    meaning: 'the rotator renews a refresh token',
    isUsed: anyCredential(({ periods }) => periods.some(({ ending }) => ending === 'renewed')),
  },
  { drawing: bar('worked', 9), width: 22, meaning: 'reads work', isUsed: anyReads(() => true) },
  {
    drawing: bar('refused', 9, 0, 3),
    width: 3,
    meaning: 'refused once, then worked',
    isUsed: anyReads(({ refusedOnce }) => refusedOnce.length > 0),
  },
  {
    drawing: bar('failed', 12),
    width: 22,
    meaning: 'reads failed',
    isUsed: anyReads(({ failed }) => failed > 0),
  },
  {
    drawing: `<path class="alert" d="M0 12l5 -9l5 9z"/><path class="alert critical" d="M12 12l5 -9l5 9z"/>`,
    width: 22,
    meaning: 'warning, critical alert',
    isUsed: ({ integrations }) =>
      integrations.some(({ alerts }) => alerts.some(({ severity }) => severity !== 'info')),
  },
  {
    drawing: `<text class="alarm-text" y="11">▲</text>`,
    width: 11,
    meaning: 'alarm for all integrations',
    isUsed: ({ alarms }) => alarms.some(({ severity }) => severity !== 'info'),
  },
  {
    drawing: `<path class="act" d="M5 2l5 5l-5 5l-5 -5z"/>`,
    width: 10,
    meaning: 'a person acts',
    isUsed: ({ integrations }) => integrations.some(({ acts }) => acts.length > 0),
  },
  {
    drawing: `<path class="downtime" d="M0 0h12v14h-12z"/>`,
    width: 12,
    meaning: 'no active access token',
    isUsed: ({ integrations }) => integrations.some(({ downtime }) => downtime.length > 0),
  },
  {
    drawing: `<path class="outage" d="M0 0h12v14h-12z"/>`,
    width: 12,
    meaning: "Alation's token endpoints are down",
    isUsed: ({ outages }) => outages.length > 0,
  },
];

/** The keys of the shapes that occur in a timeline. */
export function legendKeys(timeline: Timeline): readonly LegendKey[] {
  return keys.filter(({ isUsed }) => isUsed?.(timeline) ?? true);
}

/** The meaning of each shape that occurs in a timeline, as an HTML list. */
export function legend(timeline: Timeline): string {
  const items = legendKeys(timeline).map(
    ({ drawing, width, meaning }) =>
      `<li><svg width="${width}" height="${LEGEND_HEIGHT}" viewBox="0 0 ${width} ${LEGEND_HEIGHT}" aria-hidden="true">${drawing}</svg>${meaning}</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}
