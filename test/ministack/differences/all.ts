import { alarmDifferences } from './alarms.ts';
import type { Difference } from './difference.ts';
import { functionDifferences } from './functions.ts';
import { permissionDifferences } from './permissions.ts';
import { templateDifferences } from './templates.ts';

/** Every patched difference. A test compares `docs/ministack-differences.md` with this list. */
export const differences: readonly Difference[] = [
  ...templateDifferences,
  ...permissionDifferences,
  ...functionDifferences,
  ...alarmDifferences,
];
