import { alarmDifferences } from './alarms.ts';
import type { Difference } from './difference.ts';
import { functionDifferences } from './functions.ts';
import { permissionDifferences } from './permissions.ts';
import { templateDifferences } from './templates.ts';

/** Every mended point. `docs/ministack-differences.md` shows them and is checked against this list. */
export const differences: readonly Difference[] = [
  ...templateDifferences,
  ...permissionDifferences,
  ...functionDifferences,
  ...alarmDifferences,
];
