import { expect, test } from 'vitest';
import { createAgenda } from '../../../local/run/agenda.ts';

test('due actions happen once, in the order of their times, together with the due actions that they add', async () => {
  const agenda = createAgenda();
  const done: string[] = [];
  agenda.add(20, () => void done.push('second'));
  agenda.add(10, () => {
    done.push('first');
    agenda.add(15, () => void done.push('added'));
  });
  agenda.add(30, () => void done.push('later'));
  await agenda.performDue(20);
  await agenda.performDue(20);
  expect(done).toEqual(['first', 'added', 'second']);
});
