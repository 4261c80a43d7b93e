import { type View, zoomed } from '../view.ts';
import type { WindowPoint } from './tooltip.ts';

/** What gestures on the picture of an integration do. Pixels are from the picture's upper left corner. */
export interface GestureTarget {
  timeAt(plot: HTMLElement, x: number): number;
  view(): View;
  show(view: View): void;
  /** Called with the position of the pointer. */
  point(plot: HTMLElement, x: number, y: number, at: WindowPoint): void;
  leave(): void;
}

/** A shorter drag, in pixels, is a click. */
const SHORTEST_DRAG = 6;

interface Drag {
  readonly plot: HTMLElement;
  readonly view: View;
  /** The start position of each pressed pointer, by its id. */
  readonly starts: Map<number, number>;
  readonly positions: Map<number, number>;
  readonly selection: HTMLElement | undefined;
}

/**
 * A mouse selects the span to zoom to; its wheel zooms with Ctrl; a double click zooms in. One finger moves the view and
 * two fingers zoom. A finger that moves up or down scrolls the page (`touch-action: pan-y`).
 */
export function followGestures(root: HTMLElement, target: GestureTarget): void {
  let drag: Drag | undefined;
  const end = (): void => {
    drag?.selection?.remove();
    drag = undefined;
  };

  root.addEventListener('pointerdown', (event) => {
    const plot = plotOf(event);
    if (plot === null || event.button !== 0) return;
    // Each zoom replaces the element below the pointer, but not the plot. So the plot gets the events of the drag.
    plot.setPointerCapture(event.pointerId);
    const x = xIn(plot, event);
    if (drag === undefined || event.pointerType === 'mouse') {
      const selection = event.pointerType === 'mouse' ? addSelection(plot) : undefined;
      drag = { plot, view: target.view(), starts: new Map(), positions: new Map(), selection };
    } else {
      // The second finger zooms the view that the first finger has moved.
      drag = { ...drag, view: target.view(), starts: new Map(drag.positions) };
    }
    drag.starts.set(event.pointerId, x);
    drag.positions.set(event.pointerId, x);
  });

  root.addEventListener('pointermove', (event) => {
    const plot = plotOf(event);
    if (drag?.positions.has(event.pointerId)) {
      drag.positions.set(event.pointerId, xIn(drag.plot, event));
      if (drag.selection === undefined) moveByTouch(drag, target);
      else select(drag, drag.selection);
    }
    if (plot === null) return target.leave();
    if (event.pointerType === 'mouse') {
      target.point(plot, xIn(plot, event), event.clientY - plot.getBoundingClientRect().top, event);
    }
  });

  root.addEventListener('pointerup', (event) => {
    if (drag === undefined) return;
    const { plot, selection } = drag;
    const [start = 0] = drag.starts.values();
    const x = xIn(plot, event);
    const isDrag = Math.abs(x - start) >= SHORTEST_DRAG;
    const isOnly = drag.positions.size === 1;
    end();
    if (selection !== undefined && isDrag) {
      const times = [target.timeAt(plot, start), target.timeAt(plot, x)];
      target.show({ from: Math.min(...times), to: Math.max(...times) });
    } else if (selection === undefined && !isDrag && isOnly) {
      target.point(plot, x, event.clientY - plot.getBoundingClientRect().top, event);
    }
  });
  root.addEventListener('pointercancel', end);
  root.addEventListener('pointerleave', target.leave);

  root.addEventListener('dblclick', (event) => {
    const plot = plotOf(event);
    if (plot !== null) target.show(zoomed(target.view(), 0.25, target.timeAt(plot, xIn(plot, event))));
  });
  root.addEventListener(
    'wheel',
    (event) => {
      const plot = plotOf(event);
      if (plot === null || !event.ctrlKey) return;
      event.preventDefault();
      const factor = event.deltaY < 0 ? 0.8 : 1.25;
      target.show(zoomed(target.view(), factor, target.timeAt(plot, xIn(plot, event))));
    },
    { passive: false },
  );
}

function plotOf({ target }: Event): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[data-integration]') : null;
}

function xIn(plot: HTMLElement, { clientX }: WindowPoint): number {
  return clientX - plot.getBoundingClientRect().left;
}

/** One finger moves the view by its distance; two fingers keep the times under them. */
function moveByTouch({ plot, view, starts, positions }: Drag, target: GestureTarget): void {
  const current = target.view();
  const minutesPerPixel = (target.timeAt(plot, 1) - target.timeAt(plot, 0)) * lengthRatio(view, current);
  const [first, second] = [...positions].map(([id, x]) => ({ x, start: starts.get(id) ?? x }));
  if (first === undefined) return;
  if (second === undefined) {
    const distance = (first.start - first.x) * minutesPerPixel;
    if (Math.abs(first.x - first.start) < SHORTEST_DRAG) return;
    target.show({ from: view.from + distance, to: view.to + distance });
    return;
  }
  const factor = Math.abs(second.start - first.start) / Math.max(Math.abs(second.x - first.x), SHORTEST_DRAG);
  const middle = (first.start + second.start) / 2;
  const around = view.from + (target.timeAt(plot, middle) - current.from) * lengthRatio(view, current);
  target.show(zoomed(view, factor, around));
}

function lengthRatio(one: View, other: View): number {
  return (one.to - one.from) / (other.to - other.from);
}

function addSelection(plot: HTMLElement): HTMLElement {
  const selection = document.createElement('div');
  selection.className = 'selection';
  plot.append(selection);
  return selection;
}

function select({ starts, positions }: Drag, selection: HTMLElement): void {
  const [start = 0] = starts.values();
  const [x = 0] = positions.values();
  selection.style.left = `${Math.min(start, x)}px`;
  selection.style.width = `${Math.abs(x - start)}px`;
}
