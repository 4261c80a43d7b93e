import { tenth } from './scale.ts';

/** Escapes a text for HTML and SVG, also for an attribute in double quotes. */
export function escapeText(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Draws many shapes of the same look as one element. An element for each shape makes a page ten times larger. */
export function path(className: string, data: string, strokeWidth?: number): string {
  if (data === '') return '';
  const width = strokeWidth === undefined ? '' : ` stroke-width="${strokeWidth}"`;
  return `<path class="${className}" d="${data}"${width}/>`;
}

/** A label at the base line `y`. */
export function label(
  className: string,
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end' = 'start',
): string {
  const anchored = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  return `<text class="${className}" x="${tenth(x)}" y="${y}"${anchored}>${escapeText(text)}</text>`;
}

/** The left and the right edge of a bar, in pixels. */
export type Extent = readonly [from: number, to: number];

/** The narrowest bar, so that a short time can be seen in a picture of many days. */
const NARROWEST = 0.6;

/**
 * Bars of one height in one row, in the order of their left edges. The bars are thick horizontal lines with relative
 * positions, because such a path has the shortest data. Bars that touch become one bar.
 *
 * @param middle the pixel in the middle of the height
 */
export function bars(className: string, extents: readonly Extent[], middle: number, height: number): string {
  const joined: [number, number][] = [];
  for (const [from, to] of extents) {
    const last = joined.at(-1);
    const right = Math.max(to, from + NARROWEST);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], right);
    else joined.push([from, right]);
  }
  let data = '';
  let end = 0;
  for (const [from, to] of joined) {
    const move = data === '' ? `M${tenth(from)} ${tenth(middle)}` : `m${tenth(from - end)} 0`;
    const length = tenth(to - from);
    data += `${move}h${length}`;
    end = tenth(from) + length;
  }
  return path(className, data, height);
}

/** A rectangle as data of a path. */
export function rectangle([from, to]: Extent, y: number, height: number): string {
  const width = tenth(Math.max(to - from, NARROWEST));
  return `M${tenth(from)} ${y}h${width}v${height}h${-width}z`;
}
