/** Pixels of a picture on a laptop and on a phone, within the margins of a page. */
const WIDE = 1136;
const NARROW = 366;

/** A picture for a page without JavaScript: for both widths, and the window decides which is seen. */
export function stillPicture(draw: (width: number) => string): string {
  return `<div class="wide">${draw(WIDE)}</div><div class="narrow">${draw(NARROW)}</div>`;
}
