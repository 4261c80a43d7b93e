import { expect, test, vi } from 'vitest';
import { showProgress } from '../../bench/show-progress.ts';

test('within a part, the progress is estimated from the time of the earlier parts and never passes the end of the part', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let now = 0;
  const shown: string[] = [];
  const pass = (ms: number) => {
    now += ms;
    vi.advanceTimersToNextTimer();
  };
  const progress = showProgress(
    { show: (share, what) => shown.push(`${what} ${share.toFixed(2)}`), clear: () => shown.push('cleared') },
    () => now,
  );
  progress.start({ name: 'bundles', from: 0, to: 0.2 });
  pass(2_000);
  progress.start({ name: 'sweeps', from: 0.2, to: 1 });
  pass(5_000);
  pass(50_000);
  progress.end();
  pass(1_000);
  vi.useRealTimers();
  expect(shown).toEqual([
    'bundles 0.00',
    'bundles 0.00',
    'sweeps 0.20',
    'sweeps 0.70',
    'sweeps 1.00',
    'cleared',
  ]);
});
