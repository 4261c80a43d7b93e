import { drawAxis } from '../axis.ts';
import { describePoint } from '../describe-point.ts';
import { drawLane } from '../lane.ts';
import { createScale } from '../scale.ts';
import { viewText } from '../time-labels.ts';
import type { Timeline } from '../timeline.ts';
import { moved, type View, fullView, withinTimeline, zoomed } from '../view.ts';
import { followGestures } from './gestures.ts';
import { createTooltip } from './tooltip.ts';

/** A picture in a page. */
export interface MountedTimeline {
  /** Draws newer data. If the picture showed the whole old timeline, it shows the whole new timeline. */
  update(timeline: Timeline): void;
  show(view: View): void;
}

/** What a button or a key does with the view. */
const actions: Readonly<Record<string, (view: View, full: View) => View>> = {
  all: (_, full) => full,
  in: (view) => zoomed(view, 0.5),
  out: (view) => zoomed(view, 2),
  earlier: (view) => moved(view, -0.5),
  later: (view) => moved(view, 0.5),
};

const keys: Readonly<Record<string, string>> = {
  '+': 'in',
  '-': 'out',
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  0: 'all',
};

/**
 * Draws a timeline into the elements of a page, again at each zoom and each change of the page's width.
 *
 * The elements are `[data-axis]`, a `[data-integration="<name>"]` for each integration, and `[data-view]` for the
 * text of the view. The buttons are `[data-action="all|in|out|earlier|later"]` and `[data-from][data-to]` (minutes).
 */
export function mountTimeline(root: HTMLElement, first: Timeline): MountedTimeline {
  let timeline = first;
  let view = fullView(first);
  const axis = root.querySelector<HTMLElement>('[data-axis]');
  const words = root.querySelector<HTMLElement>('[data-view]');
  const tooltip = createTooltip(root);
  const integrationOf = (plot: HTMLElement) =>
    timeline.integrations.find(({ name }) => name === plot.dataset['integration']);
  const plots = () => root.querySelectorAll<HTMLElement>('[data-integration]');

  const draw = (): void => {
    if (axis === null) return;
    const width = Math.floor(axis.clientWidth);
    if (width === 0) return;
    axis.innerHTML = drawAxis(timeline, view, width);
    for (const plot of plots()) {
      const integration = integrationOf(plot);
      if (integration !== undefined) plot.innerHTML = drawLane(timeline, integration, view, width);
    }
    if (words !== null) words.textContent = viewText(timeline, view);
  };
  const show = (wanted: View): void => {
    view = withinTimeline(wanted, timeline);
    tooltip.hide();
    draw();
  };
  const act = (name: string | undefined): boolean => {
    const action = name === undefined ? undefined : actions[name];
    if (action !== undefined) show(action(view, fullView(timeline)));
    return action !== undefined;
  };

  root.addEventListener('click', ({ target }) => {
    const button =
      target instanceof Element ? target.closest<HTMLElement>('[data-action],[data-from]') : null;
    const { action, from, to } = button?.dataset ?? {};
    if (!act(action) && from !== undefined) show({ from: Number(from), to: Number(to) });
  });
  document.addEventListener('keydown', (event) => {
    const { target, ctrlKey, metaKey, altKey, key } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (target instanceof Element && target.closest('input,select,textarea,summary,[data-scrolls]')) return;
    if (act(keys[key])) event.preventDefault();
  });
  followGestures(root, {
    timeAt: (plot, x) => createScale(view, Math.floor(plot.clientWidth)).timeAt(x),
    view: () => view,
    show,
    point: (plot, x, y, at) => {
      const integration = integrationOf(plot);
      if (integration === undefined) return;
      const point = { x, y, width: Math.floor(plot.clientWidth) };
      tooltip.show(describePoint(timeline, integration, view, point), at);
    },
    leave: tooltip.hide,
  });

  root.classList.add('interactive');
  if (axis !== null) new ResizeObserver(draw).observe(axis);
  draw();
  return {
    show,
    update: (newer) => {
      const showsAll = view.to - view.from >= timeline.end;
      timeline = newer;
      view = showsAll ? fullView(newer) : withinTimeline(view, newer);
      draw();
    },
  };
}
