/**
 * `npm run test:alarms` tests that each alarm fires by its own cause and returns to OK, and that the rotator replaces an
 * access token at half of its lifetime. The run takes 20 to 30 minutes, with an hour of an alarm's period as one minute.
 * Arguments go to vitest.
 */
import { runOnMinistack } from './run-on-ministack.ts';

await runOnMinistack('vitest.alarms.config.ts', { ALARM_SECONDS_PER_HOUR: '60' });
