import { createHash } from 'node:crypto';
import { drawAxis } from '../../picture/axis.ts';
import { dataBlock, htmlDocument } from '../../picture/document.ts';
import { drawLane } from '../../picture/lane.ts';
import { legend } from '../../picture/legend.ts';
import type { LiveState } from '../../picture/live-state.ts';
import { liveStyle } from '../../picture/live-style.ts';
import { pageStyle } from '../../picture/page-style.ts';
import { integrationSection } from '../../picture/section.ts';
import { escapeText } from '../../picture/svg.ts';
import { fullView } from '../../picture/view.ts';
import { zoomBar } from '../../picture/zoom-bar.ts';

/** Width of the pictures, in pixels, until the script draws them for the width of the window. */
const WIDTH = 1136;

/** A button that sends a request: its text, the path, the body, and the text that the page shows meanwhile. */
interface Action {
  readonly text: string;
  readonly post: string;
  readonly body?: object;
  readonly doing?: string;
  /** The fault that the button begins and ends, and the text of the button while the fault lasts. */
  readonly toggles?: { readonly fault: keyof LiveState['faults']; readonly endText: string };
}

const clock: readonly Action[] = [
  {
    text: 'An hour',
    post: '/clock/advance',
    body: { hours: 1 },
    doing: 'The clock moves forward by an hour.',
  },
  { text: 'A day', post: '/clock/advance', body: { hours: 24 }, doing: 'The clock moves forward by a day.' },
  {
    text: 'Next event',
    post: '/clock/next-event',
    doing: 'The clock moves forward until an event is sent.',
  },
];

const faults: readonly Action[] = [
  {
    text: 'Begin an outage',
    post: '/alation/outage',
    // In an outage of the data endpoints every read would fail, even with an active access token.
    body: { of: 'token-endpoints' },
    toggles: { fault: 'outage', endText: 'End the outage' },
  },
  {
    text: 'Let another program mint',
    post: '/demo/other-program',
    toggles: { fault: 'otherProgram', endText: 'Stop the other program' },
  },
  { text: 'Reject a credential', post: '/demo/reject', doing: 'Alation rejects a credential.' },
];

const repairs: readonly Action[] = [
  { text: 'Replace rejected tokens', post: '/demo/replace', doing: 'The owner replaces credentials.' },
];

/** The page of `npm run local`. Its script follows the server. */
export function livePage(state: LiveState, script: string): string {
  const { timeline, integrations } = state;
  const view = fullView(timeline);
  const sections = timeline.integrations.map((integration) => {
    const verdict = integrations.find(({ name }) => name === integration.name) ?? {
      kind: 'none' as const,
      text: '',
    };
    return integrationSection({
      integration,
      verdict,
      picture: drawLane(timeline, integration, view, WIDTH),
    });
  });
  const body = [
    `<main aria-busy="false"><h1>The rotator on your machine</h1>`,
    `<p class="lead">The rotator and the warner run against a simulated AWS and a simulated Alation in one process. A consumer of each
      integration reads from Alation once an hour. The picture shows whether its reads work, and the inbox shows the alerts.
      The picture begins a day before the start: this day passed in fast-forward.</p>`,
    `<div class="now-row"><span class="clock" data-clock></span><span role="status">Move the clock, or cause a failure.</span></div>`,
    `<div class="controls">`,
    `<fieldset><legend>Move the clock</legend>${clock.map(buttonOf).join('')}</fieldset>`,
    `<fieldset><legend>Cause a failure</legend>${faults.map(buttonOf).join('')}</fieldset>`,
    `<fieldset><legend>Repair</legend>${repairs.map(buttonOf).join('')}</fieldset>`,
    `</div>`,
    `<div data-legend>${legend(timeline)}</div>`,
    zoomBar(timeline, []),
    `<div class="axis-row" data-axis>${drawAxis(timeline, view, WIDTH)}</div>`,
    ...sections,
    `<section class="inbox"><header><h2>Inbox</h2><p data-mail-count aria-live="polite"></p></header>`,
    `<ol class="mails" data-mails></ol></section>`,
    `<p class="foot">The page needs JavaScript. The terminal of <code>npm run local</code> shows what else you can
      try.</p>`,
    `</main>`,
    dataBlock('state', state),
  ].join('\n');
  const parts = {
    title: 'Alation token rotator',
    style: pageStyle + liveStyle,
    body,
    script,
    callsServer: true,
  };
  return htmlDocument(parts, (text) => createHash('sha256').update(text).digest('base64'));
}

function buttonOf({ text, post, body = {}, doing = '', toggles }: Action): string {
  const data = {
    post,
    body: JSON.stringify(body),
    doing,
    ...(toggles && { fault: toggles.fault, 'begin-text': text, 'end-text': toggles.endText }),
  };
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeText(value)}"`);
  return `<button type="button"${attributes.join('')}>${text}</button>`;
}
