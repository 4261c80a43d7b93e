import type { IntegrationTimeline } from './timeline.ts';

/** Heights of the rows of an integration's picture, and the distance between the tops of two credentials. In pixels. */
export const MARKS_HEIGHT = 16;
export const ROW_HEIGHT = 19;
export const ROW_PITCH = 24;
export const READS_HEIGHT = 9;
const BOTTOM_MARGIN = 8;

/** The top edge of the row of a credential, by its position from 0. */
export function rowTop(index: number): number {
  return MARKS_HEIGHT + index * ROW_PITCH;
}

/** The top edge of the row of reads. */
export function readsTop({ credentials }: IntegrationTimeline): number {
  return rowTop(credentials.length) + 2;
}

/** The height of an integration's picture. */
export function laneHeight(integration: IntegrationTimeline): number {
  return readsTop(integration) + (integration.reads === undefined ? 0 : READS_HEIGHT) + BOTTOM_MARGIN;
}
