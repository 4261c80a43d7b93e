import { drawCredentialRow } from './credential-row.ts';
import { laneHeight, MARKS_HEIGHT, readsTop, ROW_PITCH, rowTop } from './layout.ts';
import { drawMarks } from './marks-row.ts';
import { drawReadsRow } from './reads-row.ts';
import { createScale, type Scale } from './scale.ts';
import { escapeText, label, path, rectangle } from './svg.ts';
import { ticks } from './time-labels.ts';
import type { IntegrationTimeline, Timeline } from './timeline.ts';
import { isVisible, type View } from './view.ts';

/** The picture of one integration, as an SVG element of this width in pixels. All texts in it are escaped. */
export function drawLane(
  timeline: Timeline,
  integration: IntegrationTimeline,
  view: View,
  width: number,
): string {
  const height = laneHeight(integration);
  return (
    `<svg class="lane" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${escapeText(laneSummary(integration))}">${laneContent(timeline, integration, view, width)}</svg>`
  );
}

/** The picture of one integration without the SVG element around it, for a picture of several integrations. */
export function laneContent(
  timeline: Timeline,
  integration: IntegrationTimeline,
  view: View,
  width: number,
): string {
  const scale = createScale(view, width);
  const { x } = scale;
  const height = laneHeight(integration);
  const outages = timeline.outages.filter((span) => isVisible(view, span));
  const { now, end } = timeline;
  return [
    path(
      'grid',
      ticks(timeline, scale)
        .map(({ at }) => `M${x(at)} 0v${height}`)
        .join(''),
    ),
    path('outage', outages.map(([from, to]) => rectangle([x(from), x(to)], 0, height)).join('')),
    ...integration.credentials.map((credential, index) =>
      drawCredentialRow(credential, index, rowTop(index), integration.downtime, scale),
    ),
    integration.reads === undefined
      ? ''
      : drawReadsRow(integration.reads, now ?? end, readsTop(integration), scale),
    drawDowntime(integration, scale),
    drawMarks(integration, scale),
    now === undefined || now < view.from || now > view.to ? '' : path('now', `M${x(now)} 0v${height}`),
  ].join('');
}

/** What the picture shows, for screen readers. */
export function laneSummary({ name, about, reads, credentials }: IntegrationTimeline): string {
  const facts = reads === undefined ? '' : ` ${reads.failed} of ${reads.count} reads failed.`;
  return `${name}: ${about}. Credentials: ${credentials.map((one) => one.name).join(', ') || 'none'}.${facts}`;
}

/** The times without an active published access token, with a text where there is space. */
function drawDowntime({ downtime, credentials }: IntegrationTimeline, scale: Scale): string {
  const { view, x } = scale;
  const visible = downtime
    .filter((span) => isVisible(view, span))
    .map(([from, to]) => [x(from), x(to)] as const);
  const grounds = visible.map((extent) =>
    rectangle(extent, MARKS_HEIGHT - 2, credentials.length * ROW_PITCH),
  );
  const texts = visible.map(([from, to]) => {
    const text = to - from > 180 ? 'no active access token' : to - from > 62 ? 'no token' : '';
    return text === '' ? '' : label('downtime-text', (from + to) / 2, MARKS_HEIGHT + 14, text, 'middle');
  });
  return [path('downtime', grounds.join('')), ...texts].join('');
}
