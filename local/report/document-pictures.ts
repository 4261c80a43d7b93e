import { dark, light } from '../../picture/colours.ts';
import { drawPoster } from '../../picture/poster.ts';
import type { Timeline } from '../../picture/timeline.ts';
import { isVisible, type View, fullView } from '../../picture/view.ts';
import { run } from '../run/run.ts';
import { verdictOf } from './report-page.ts';

const DAY = 24 * 60;

interface DocumentPicture {
  readonly name: string;
  readonly integrations: readonly string[];
  readonly view: (timeline: Timeline) => View;
}

/** The pictures of the documents. */
const pictures: readonly DocumentPicture[] = [
  { name: 'weeks', integrations: ['nightly-export', 'search-portal'], view: fullView },
  {
    name: 'expiry',
    integrations: ['nightly-export', 'search-portal'],
    view: () => ({ from: 57 * DAY, to: 67 * DAY }),
  },
  { name: 'renewal', integrations: ['glossary-sync'], view: () => ({ from: 0, to: 60 * DAY }) },
];

/**
 * Draws the pictures of the documents from the default run of `npm start`, so that the pictures show the numbers of that
 * run. Returns the text of each file in `docs/pictures/`, by its name.
 */
export async function documentPictures(): Promise<ReadonlyMap<string, string>> {
  const { timeline } = await run({ days: 75, seed: 1, show: () => undefined });
  return new Map(
    pictures.flatMap(({ name, integrations, view }) => {
      const shownView = view(timeline);
      const shown = {
        ...timeline,
        alarms: [],
        outages: timeline.outages.filter((span) => isVisible(shownView, span)),
        integrations: timeline.integrations.filter((one) => integrations.includes(one.name)),
      };
      return Object.entries({ light, dark }).map(([theme, colours]) => [
        `${name}-${theme}.svg`,
        drawPoster({
          timeline: shown,
          view: shownView,
          colours,
          verdict: (integration) => {
            const { kind, text } = verdictOf(integration);
            return { isGood: kind === 'good', text };
          },
        }),
      ]);
    }),
  );
}
