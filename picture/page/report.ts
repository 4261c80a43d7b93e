/** The script of the report: lets its pictures zoom, and describes what is under the pointer. */
import type { Timeline } from '../timeline.ts';
import { mountTimeline } from './mount-timeline.ts';

const data = document.getElementById('timeline')?.textContent ?? '';
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the page was written together with this script
mountTimeline(document.body, JSON.parse(data) as Timeline);
