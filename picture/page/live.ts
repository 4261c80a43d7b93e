/** The script of the page of `npm run local`: follows the state of the server, and sends the requests of its buttons. */
import { foldMails } from '../fold-mails.ts';
import { inboxText, mailItem } from '../inbox.ts';
import { legend } from '../legend.ts';
import type { LiveState, Mail } from '../live-state.ts';
import { verdictText } from '../section.ts';
import { timeText } from '../time-labels.ts';
import { followState } from './follow-state.ts';
import { mountTimeline } from './mount-timeline.ts';

const main = element('main');
const clock = element('[data-clock]');
const status = element('[role=status]');
const mails = element('[data-mails]');

const NO_ANSWER =
  'The server does not answer. If it has ended, start it again: npm run local. Then this page shows the new run.';
/** The longest move of the clock takes less time. */
const TIME_LIMIT_MS = 60_000;

const first = stateOf(element('#state').textContent ?? '');
const mounted = mountTimeline(document.body, first.timeline);
show(first);

followState('/events', {
  onState: (text) => {
    const state = stateOf(text);
    // Another run may come from another version, whose page differs.
    if (state.run !== first.run) return location.reload();
    if (status.textContent === NO_ANSWER) showStatus('The server answers again.');
    show(state);
  },
  onLost: () => showStatus(NO_ANSWER),
});

main.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-post]') : null;
  if (button !== null && main.ariaBusy !== 'true') void send(button);
});

/** Sends the request of a button, and shows the result. */
async function send(button: HTMLElement): Promise<void> {
  const { post = '', body = '{}', doing = '', fault } = button.dataset;
  const on = button.dataset['on'] !== 'true';
  main.ariaBusy = 'true';
  showStatus(doing);
  try {
    const response = await fetch(post, {
      method: 'POST',
      body: fault === undefined ? body : JSON.stringify({ ...JSON.parse(body), on }),
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    const result: unknown = await response.json();
    // The next press must not wait for the next state.
    if (fault !== undefined && response.ok) setToggle(button, on);
    showStatus(textIn(result, response.ok ? 'done' : 'error') ?? '');
  } catch {
    showStatus(NO_ANSWER);
  } finally {
    main.ariaBusy = 'false';
  }
}

function show({ now, timeline, integrations, mails: received, faults }: LiveState): void {
  clock.textContent = timeText({ ...timeline, startMs: 0 }, Math.floor(now / 60_000));
  element('[data-legend]').innerHTML = legend(timeline);
  mounted.update(timeline);
  for (const { name, ...verdict } of integrations) {
    const section = element(`[data-integration="${name}"]`).closest('section');
    const shown = section?.querySelector('.verdict');
    if (shown !== null && shown !== undefined) shown.outerHTML = verdictText(verdict);
  }
  showMails(received);
  for (const [fault, isOn] of Object.entries(faults)) {
    setToggle(element(`[data-fault="${fault}"]`), isOn);
  }
}

/** Adds new mails, and removes each mail that a newer mail repeats. The other mails stay open or closed, as they are. */
function showMails(received: readonly Mail[]): void {
  const folded = foldMails(received);
  const ids = new Set(folded.map(({ mail }) => mail.id));
  for (const item of mails.querySelectorAll<HTMLElement>('[data-mail]')) {
    if (!ids.has(item.dataset['mail'] ?? '')) item.remove();
  }
  for (const one of folded.toReversed()) {
    if (mails.querySelector(`[data-mail="${one.mail.id}"]`) === null) {
      mails.insertAdjacentHTML('afterbegin', mailItem(one));
    }
  }
  element('[data-mail-count]').textContent = inboxText(received.length);
}

/** Shows whether a fault lasts, and what the button does next. */
function setToggle(button: HTMLElement, isOn: boolean): void {
  const { beginText = '', endText = '' } = button.dataset;
  button.dataset['on'] = String(isOn);
  button.textContent = isOn ? endText : beginText;
}

function showStatus(text: string): void {
  if (text !== '') status.textContent = text;
}

function textIn(result: unknown, name: string): string | undefined {
  const value: unknown =
    typeof result === 'object' && result !== null ? Reflect.get(result, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

function stateOf(text: string): LiveState {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the server was written together with this script
  return JSON.parse(text) as LiveState;
}

function element(selector: string): HTMLElement {
  const found = document.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}
