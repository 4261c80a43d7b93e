import { ROW_HEIGHT } from './layout.ts';
import type { Scale } from './scale.ts';
import { bars, label, path, rectangle, type Extent } from './svg.ts';
import type { CredentialTimeline, Downtime, Period, Span } from './timeline.ts';
import { isVisible } from './view.ts';

/** The middle of the bars for access tokens, from the top of the row, and the heights of the bars. In pixels. */
const TOKEN_MIDDLE = 8;
const PUBLISHED_HEIGHT = 14;
const UNPUBLISHED_HEIGHT = 7;

/** The most pixels that a character of a name or of another text needs. */
const CHARACTER_PIXELS = 6.6;

/**
 * The row of one credential: its validity as a line on a pale background, and its access tokens as bars above it. A
 * published access token is a full bar. A replaced access token that is still active is a low pale bar.
 *
 * @param index position of the credential, which decides its colour
 * @param top pixel of the row's top edge
 * @param downtime of the integration: the text of an expiry must not overlap the text of a downtime
 */
export function drawCredentialRow(
  credential: CredentialTimeline,
  index: number,
  top: number,
  downtime: readonly Downtime[],
  scale: Scale,
): string {
  const { view, x } = scale;
  const colour = `c${index % 5}`;
  const extent = ([from, to]: Span): Extent => [x(from), x(to)];
  const periods = credential.periods.filter(({ from, to }) => isVisible(view, [from, to]));
  const gap = Math.min(1, Math.max(0, (scale.pixelsPerMinute * 1440 - 4) / 8));

  const published: Extent[] = [];
  const unpublished: Extent[] = [];
  for (const [mintedAt, publishedFor, activeFor] of credential.accessTokens) {
    const replacedAt = mintedAt + Math.min(publishedFor, activeFor);
    if (replacedAt > mintedAt && isVisible(view, [mintedAt, replacedAt])) {
      published.push([x(mintedAt), x(replacedAt) - gap]);
    }
    const inactiveFrom = mintedAt + activeFor;
    if (inactiveFrom > replacedAt && isVisible(view, [replacedAt, inactiveFrom])) {
      unpublished.push([x(replacedAt), x(inactiveFrom) - gap]);
    }
  }
  const ground = periods.map(({ from, to }) => rectangle(extent([from, to]), top - 1, ROW_HEIGHT + 2));
  const validity = periods.map(({ from, to }): Extent => [
    x(from),
    x(to) - (x(to) === scale.right ? 0 : 1.5),
  ]);
  return [
    path(`valid ${colour}`, ground.join('')),
    bars(`line ${colour}`, validity, top + ROW_HEIGHT - 0.5, 3),
    bars(`unpublished ${colour}`, unpublished, top + TOKEN_MIDDLE, UNPUBLISHED_HEIGHT),
    bars(`published ${colour}`, published, top + TOKEN_MIDDLE, PUBLISHED_HEIGHT),
    drawEndings(credential, top, downtime, scale),
    label('name', 0, top + 13, shortened(credential.name, scale.left)),
  ].join('');
}

/** Texts beside the end of a period, the longest first. */
const endTexts: Readonly<Partial<Record<NonNullable<Period['ending']>, readonly string[]>>> = {
  expired: ['refresh token expired', 'expired'],
  rejected: ['credential rejected', 'rejected'],
};

/** Marks the end of each period, except a removal: an expiry, past or future, a rejection, a replacement, or a renewal. */
function drawEndings(
  { periods, accessTokens }: CredentialTimeline,
  top: number,
  downtime: readonly Downtime[],
  scale: Scale,
): string {
  const { view, x } = scale;
  const ended = periods.filter(({ to, ending }) => ending !== undefined && to > view.from && to < view.to);
  const upright = ({ to }: Period) => `M${x(to)} ${top - 3}v${ROW_HEIGHT + 6}`;
  const endedBy = (ending: Period['ending']) => ended.filter((period) => period.ending === ending);
  const ring = ({ to }: Period) =>
    `M${x(to) - 3.5} ${top + ROW_HEIGHT - 0.5}a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z`;

  const failed = [...endedBy('expired'), ...endedBy('rejected')];
  const starts = [...periods.map(({ from }) => from), ...downtime.map(([from]) => from)];
  const texts = ended.map(({ from, to, ending, endText }) => {
    const next = Math.min(view.to, ...starts.filter((start) => start >= to));
    const lastActive = Math.max(
      from,
      ...accessTokens.filter(([at]) => at < next).map(([at, , activeFor]) => at + activeFor),
    );
    const free = Math.max(to, lastActive);
    const words = endText === undefined ? (endTexts[ending ?? 'removed'] ?? []) : [endText];
    const fitting = (pixels: number) => words.find(({ length }) => length * CHARACTER_PIXELS < pixels - 8);
    const after = fitting(x(next) - x(free));
    if (after !== undefined) return label(`${ending}-text`, x(free) + 6, top + 13, after);
    // A text about the future may also be before the end of its period.
    const before = endText === undefined ? undefined : fitting(x(to) - x(lastActive));
    return before === undefined ? '' : label(`${ending}-text`, x(to) - 6, top + 13, before, 'end');
  });
  return [
    path('replaced', endedBy('replaced').map(upright).join('')),
    path('renewed', endedBy('renewed').map(ring).join('')),
    path('expires', endedBy('expires').map(upright).join('')),
    path('expired', failed.map(upright).join('')),
    ...texts,
  ].join('');
}

function shortened(name: string, pixels: number): string {
  const characters = Math.floor(pixels / CHARACTER_PIXELS);
  return name.length <= characters ? name : `${name.slice(0, characters - 1)}…`;
}
