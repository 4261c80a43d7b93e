import type { Scale } from './scale.ts';
import { path } from './svg.ts';
import type { IntegrationTimeline } from './timeline.ts';

const TOP = 3;

/** The row above the credentials: a triangle for each alert that is a warning or critical, and a diamond for each act of a person. */
export function drawMarks({ alerts, acts }: IntegrationTimeline, { view, x }: Scale): string {
  const visible = <Mark extends { readonly at: number }>(marks: readonly Mark[]) =>
    marks.filter(({ at }) => at >= view.from && at < view.to);
  const triangle = ({ at }: { readonly at: number }) => `M${x(at) - 4.5} ${TOP + 8}l4.5 -8l4.5 8z`;
  const diamond = ({ at }: { readonly at: number }) => `M${x(at)} ${TOP - 1}l5 5l-5 5l-5 -5z`;
  const ofSeverity = (severity: 'warning' | 'critical') =>
    visible(alerts.filter((alert) => alert.severity === severity))
      .map(triangle)
      .join('');
  return [
    path('alert', ofSeverity('warning')),
    path('alert critical', ofSeverity('critical')),
    path('act', visible(acts).map(diamond).join('')),
  ].join('');
}
