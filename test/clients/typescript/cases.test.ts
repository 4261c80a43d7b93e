/** Runs the test cases that both clients share (cases.json) against the client in TypeScript. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { step, runStep, type Step } from './case-step.ts';
import { caseWorld } from './case-world.ts';

const cases = z
  .array(
    z.strictObject({
      case: z.string(),
      client_clock_ahead_hours: z.number().optional(),
      steps: z.array(step),
    }),
  )
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../../clients/cases.json'), 'utf8')));

test.each(cases)('$case', async ({ steps, client_clock_ahead_hours }) => {
  const world = await caseWorld(client_clock_ahead_hours);
  const observed: Step[] = [];
  for (const one of steps) observed.push(await runStep(one, world));
  expect(observed).toEqual(steps);
});
