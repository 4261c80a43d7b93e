import { faults } from './faults.ts';
import { incidents } from './incidents.ts';
import type { Story } from './story.ts';

/** Everything that is known to go wrong with systems like this one. */
export const stories: readonly Story[] = [...faults, ...incidents];

/** How many there are of each kind. Whoever adds one counts it here, so that none is lost. */
export const storyCounts = { fault: 31, incident: 39 } as const;
