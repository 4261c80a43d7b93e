import { expect, test } from 'vitest';
import { deployment } from '../../bench/deployment.ts';
import { EnvironmentVariable } from '../../functions/contract.ts';
import { templateOf } from '../infra/synth.ts';
import { MINUTE_MS } from '../../functions/time.ts';

test('the bench runs the rotator as the stack deploys it by default', () => {
  templateOf().hasResourceProperties('AWS::Lambda::Function', {
    MemorySize: deployment.memoryMb,
    Timeout: deployment.timeoutMs / 1_000,
    Environment: {
      Variables: {
        [EnvironmentVariable.rotationIntervalMinutes]: String(deployment.intervalMs / MINUTE_MS),
        [EnvironmentVariable.probeIntervalMinutes]: String(deployment.probeIntervalMs / MINUTE_MS),
        [EnvironmentVariable.writesPerSecond]: String(deployment.writesPerSecond),
      },
    },
  });
  expect(deployment.timeoutMs).toBeLessThanOrEqual(deployment.intervalMs);
});
