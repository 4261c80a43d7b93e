/**
 * `npm run test:ministack` tests the deployed system on ministack, an emulator of AWS by other authors. ministack enforces
 * IAM and fires schedules, rules and alarms. Arguments go to vitest.
 */
import { runOnMinistack } from './run-on-ministack.ts';

await runOnMinistack('vitest.config.ts');
