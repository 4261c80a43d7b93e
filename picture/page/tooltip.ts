/** A position in the window, in pixels. */
export interface WindowPoint {
  readonly clientX: number;
  readonly clientY: number;
}

/** Text beside the pointer. */
export interface Tooltip {
  /** Shows these lines, or nothing if there are none. */
  show(lines: readonly string[], at: WindowPoint): void;
  hide(): void;
}

const MARGIN = 8;
const BESIDE_POINTER = 14;

/** Adds a tooltip to a page, hidden from screen readers, for which the report has a table of events. */
export function createTooltip(root: HTMLElement): Tooltip {
  const element = document.createElement('div');
  element.className = 'tooltip';
  element.hidden = true;
  element.ariaHidden = 'true';
  root.append(element);
  return {
    hide: () => {
      element.hidden = true;
    },
    show: (lines, { clientX, clientY }) => {
      element.hidden = lines.length === 0;
      element.textContent = lines.join('\n');
      const { offsetWidth, offsetHeight } = element;
      const left = Math.min(clientX + BESIDE_POINTER, window.innerWidth - offsetWidth - MARGIN);
      const below = clientY + BESIDE_POINTER;
      const isTooLow = below + offsetHeight > window.innerHeight;
      element.style.left = `${Math.max(MARGIN, left)}px`;
      element.style.top = `${isTooLow ? clientY - offsetHeight - BESIDE_POINTER : below}px`;
    },
  };
}
