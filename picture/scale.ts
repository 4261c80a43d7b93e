import type { View } from './view.ts';

/** Below this width, in pixels, a picture is drawn for a phone. */
const NARROW = 600;
/** Free pixels to the right of the last minute, so that a mark there is completely visible. */
const RIGHT_MARGIN = 8;

/** Places times on a picture of some width. */
export interface Scale {
  readonly view: View;
  readonly width: number;
  readonly isNarrow: boolean;
  /** Pixels of the first and of the last minute. */
  readonly left: number;
  readonly right: number;
  readonly pixelsPerMinute: number;
  /** The pixel of a time; the nearest edge for a time outside the view. */
  x(time: number): number;
  /** The time at a pixel. */
  timeAt(x: number): number;
}

/** A scale for a picture of this width in pixels, with space for names on the left. */
export function createScale(view: View, width: number): Scale {
  const isNarrow = width < NARROW;
  const left = isNarrow ? 62 : 112;
  const right = width - RIGHT_MARGIN;
  const pixelsPerMinute = (right - left) / (view.to - view.from);
  return {
    view,
    width,
    isNarrow,
    left,
    right,
    pixelsPerMinute,
    x: (time) => tenth(left + (Math.min(Math.max(time, view.from), view.to) - view.from) * pixelsPerMinute),
    timeAt: (x) => view.from + (x - left) / pixelsPerMinute,
  };
}

/** Rounds to a tenth of a pixel: smaller differences are not visible, but make the page larger. */
export function tenth(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
