import { expect, test } from 'vitest';
import { serveWithPast } from '../../../local/serve/serve-with-past.ts';
import { dataOfPage } from './data-of-page.ts';

test('the page begins with a day of successful reads and shows the present time, and the log omits that day', async () => {
  const log: string[] = [];
  const served = await serveWithPast(
    { awsPort: 0, alationPort: 0, controlPort: 0, supersession: 'revokes' },
    (line) => void log.push(line),
  );
  const { now, timeline } = await dataOfPage(served.controlUrl);
  await served.close();
  expect(Math.abs(now - Date.now())).toBeLessThan(60_000);
  expect(timeline.now).toBe(24 * 60);
  const [demo, playground] = timeline.integrations;
  expect(demo?.reads).toMatchObject({ from: 0, count: 25, failed: 0 });
  expect(demo?.credentials.flatMap(({ accessTokens }) => accessTokens).length).toBeGreaterThan(1);
  expect(playground?.reads).toBeUndefined();
  expect(log).toEqual([]);
});
