import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createProgram } from '../../cli/program/create-program.ts';
import { ExitCode } from '../../cli/exit-code.ts';
import { ROOT } from '../cli/world.ts';
import { commandsOf } from './commands-of.ts';

const PAGE_TEXT = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');

test('docs/cli.md shows every command at least once', () => {
  const { stdout, stderr } = process;
  const known = createProgram(stdout, stderr, async () => {}).commands.map((command) => command.name());
  const shown = new Set(
    commandsOf(PAGE_TEXT).map((command) => /npx alation-tokens ([a-z-]+)/.exec(command)?.[1]),
  );
  expect(known.filter((name) => !shown.has(name))).toEqual([]);
});

test('docs/cli.md and the help name the same options', () => {
  const { stdout, stderr } = process;
  const cli = createProgram(stdout, stderr, async () => {});
  const options = [cli, ...cli.commands].flatMap((command) => command.options.map((option) => option.long));
  const missing = options.filter(
    (option) => option !== undefined && option !== '--version' && !PAGE_TEXT.includes(option),
  );
  expect(missing).toEqual([]);
  const named = new Set([...PAGE_TEXT.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option));
  // Options of npx and of the AWS CLI, and `--help`, which every command has.
  const foreign = new Set([
    '--help',
    '--no-install',
    '--secret-id',
    '--topic-arn',
    '--protocol',
    '--notification-endpoint',
  ]);
  expect([...named].filter((option) => !foreign.has(option) && !options.includes(option))).toEqual([]);
});

test('docs/cli.md lists every exit code', () => {
  for (const code of Object.values(ExitCode)) expect(PAGE_TEXT).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
});
