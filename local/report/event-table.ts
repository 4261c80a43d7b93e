import { escapeText } from '../../picture/svg.ts';
import { lengthText, timeText } from '../../picture/time-labels.ts';
import type { IntegrationTimeline, Timeline } from '../../picture/timeline.ts';

/** A line of the table. */
interface Row {
  readonly at: number;
  readonly about: string;
  readonly kind: string;
  readonly text: string;
}

/** Outages, alarms, and the alerts, acts and renewals of all integrations, in the order of their times, as a table to open. */
export function eventTable(timeline: Timeline): string {
  const outages = timeline.outages.map(([from, to]): Row => ({
    at: from,
    about: 'Alation',
    kind: 'outage',
    text: `token endpoints down for ${lengthText(to - from)}`,
  }));
  const alarms = timeline.alarms.map(({ at, text }): Row => ({ at, about: 'all', kind: 'alarm', text }));
  const rows = [...outages, ...alarms, ...timeline.integrations.flatMap(rowsOf)].toSorted(
    (one, other) => one.at - other.at,
  );
  const cells = rows.map(
    ({ at, about, kind, text }) =>
      `<tr><td>${timeText(timeline, at)}<td>${escapeText(about)}<td>${escapeText(kind)}<td>${escapeText(text)}`,
  );
  return (
    `<details><summary>All ${rows.length} events as a table</summary>` +
    `<div class="scrolling" data-scrolls tabindex="0" role="region" aria-label="All events"><table>` +
    `<thead><tr><th scope="col">Time<th scope="col">About<th scope="col">Kind<th scope="col">Event</thead>` +
    `<tbody>${cells.join('')}</tbody></table></div></details>`
  );
}

function rowsOf({ name, owner, alerts, acts, credentials }: IntegrationTimeline): readonly Row[] {
  const recipient = owner === undefined ? '' : ` to ${owner}`;
  const renewals = credentials.flatMap((credential) =>
    credential.periods
      .filter(({ ending }) => ending === 'renewed')
      .map(({ to }): Row => ({
        at: to,
        about: name,
        kind: 'renewal',
        text: `the rotator renews the refresh token "${credential.name}"`,
      })),
  );
  return [
    ...alerts.map(({ at, severity, text }): Row => ({
      at,
      about: name,
      kind: `${severity}${recipient}`,
      text,
    })),
    ...acts.map(({ at, text }): Row => ({ at, about: name, kind: 'act', text })),
    ...renewals,
  ];
}
