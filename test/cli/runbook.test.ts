import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProgram } from '../../cli/program/create-program.ts';
import { ROOT } from './world.ts';

const RUNBOOK = readFileSync(join(ROOT, 'docs/runbook.md'), 'utf8');
const commands = new Set(
  [...RUNBOOK.matchAll(/npx alation-tokens ([a-z][^`#\n]*)/g)].map(([, words = '']) =>
    words.trim().replace('<integration>', 'tableau'),
  ),
);

test.each([...commands])('the command in the runbook exists: %s', async (words) => {
  let ran = '';
  const program = createProgram(process.stdout, process.stderr, async (command) => {
    ran = command.name();
  });
  await program.parseAsync(words.split(/\s+/), { from: 'user' });
  expect(words.startsWith(ran)).toBe(true);
});

test('the runbook uses the commands for diagnosis and repair', () => {
  const shown = [...commands].map((words) => words.split(' ')[0]);
  expect(shown).toEqual(
    expect.arrayContaining(['onboard', 'replace', 'status', 'rotate', 'pause', 'resume', 'events', 'doctor']),
  );
});

test('every section of the runbook that writes a secret by hand also reads the complete document', () => {
  const sections = RUNBOOK.split(/^(?=### |## |\*\*)/m);
  const writing = sections.filter((section) => section.includes('put-secret-value'));
  expect(writing.length).toBeGreaterThan(0);
  for (const section of writing) expect(section).toContain('get-secret-value');
});
