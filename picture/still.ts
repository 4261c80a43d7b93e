/** Width of a picture on a laptop and on a phone, within the margins of a page, in pixels. */
const WIDE = 1136;
const NARROW = 366;

/** Two pictures for a page without JavaScript, one for each width. CSS shows the picture that fits the window. */
export function stillPicture(draw: (width: number) => string): string {
  return `<div class="wide">${draw(WIDE)}</div><div class="narrow">${draw(NARROW)}</div>`;
}
