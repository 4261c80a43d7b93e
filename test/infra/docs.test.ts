import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { withGeneratedParts } from '../../infra/generated-parts.ts';
import { documentedSettings, settingsSections } from '../../infra/props-table.ts';
import { parseSettings } from '../../infra/settings.ts';
import { settingsSchema } from '../../infra/settings-schema.ts';
import { at, statementsOf, templateOf } from './synth.ts';

/** Names of all settings in the schema, written as in the documentation. */
function namesIn(schema: unknown, before = ''): string[] {
  const inner = at(schema, 'def', 'innerType');
  if (inner !== undefined) return namesIn(inner, before);
  const shape = at(schema, 'shape');
  if (typeof shape === 'object' && shape !== null) {
    return Object.entries(shape).flatMap(([name, one]) => {
      const full = before === '' ? name : `${before}.${name}`;
      return [full, ...namesIn(one, full)];
    });
  }
  const element = at(schema, 'def', 'element');
  if (element !== undefined) return namesIn(element, `${before}[]`);
  const value = at(schema, 'def', 'valueType');
  return value === undefined ? [] : namesIn(value, `${before}.<name>`);
}

test('the settings table lists every allowed setting and no other', () => {
  const documented = documentedSettings().map(({ name }) => name);

  expect(namesIn(settingsSchema).length).toBeGreaterThan(50);
  expect(documented.sort()).toEqual(namesIn(settingsSchema).sort());
});

test('the settings table gives the meaning and the default of every setting', () => {
  for (const { name, meaning, defaultValue } of documentedSettings()) {
    expect(meaning, `the meaning of ${name}`).toMatch(/^\S.{10,}/);
    expect(defaultValue, `the default of ${name}`).not.toBe('');
  }
});

test('the settings table gives the defaults of the schema', () => {
  const documented = new Map(documentedSettings().map(({ name, defaultValue }) => [name, defaultValue]));
  const fixed = Object.entries(settingsSchema.shape).flatMap(([name, schema]) => {
    const value = at(schema, 'def', 'defaultValue');
    const isEmpty =
      value === undefined || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
    return isEmpty ? [] : [[name, value] as const];
  });

  expect(fixed.length).toBeGreaterThan(10);
  for (const [name, value] of fixed) {
    const spelled = JSON.stringify(value).replaceAll('"', "'").replaceAll(',', ', ');
    expect(documented.get(name), `the default of ${name}`).toBe(`\`${spelled}\``);
  }
});

test('the settings table has one row of three cells for each setting', () => {
  const rows = settingsSections()
    .split('\n')
    .filter((line) => line.startsWith('| `'));

  const named = rows.map((line) => /^\| `([^`]+)`/.exec(line)?.[1]);
  expect(new Set(named)).toEqual(new Set(documentedSettings().map(({ name }) => name)));
  expect(named).toHaveLength(documentedSettings().length);
  for (const line of rows) expect(line.match(/(?<!\\)\|/g)).toHaveLength(4);
});

const pages = ['README.md', ...globSync('docs/*.md')];

test.each(pages)('the generated parts of %s are up to date (`npm run docs` writes them)', (path) => {
  const page = readFileSync(path, 'utf8');

  expect(page).toBe(withGeneratedParts(path, page));
});

/** The examples of settings on all pages: JSON without the outer braces, whose names are settings. */
const examples = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```json\n([\s\S]*?)```/g)]
    .map(([, text = '']) => text.trim())
    .filter((text) => /^"(?!@)/.test(text))
    .map((text) => ({ page, text })),
);

test.each(examples)('the settings example on $page is allowed: $text', ({ text }) => {
  const example = z.record(z.string(), z.unknown()).parse(JSON.parse(`{${text}}`));
  const settings = example['alation-token-rotator'] ?? example;

  const integrations = { tableau: { owner: 'bi-team' } };
  expect(() => parseSettings({ integrations, ...Object(settings) })).not.toThrow();
});

test('the search finds the examples of settings on the pages', () => {
  expect(examples.length).toBeGreaterThan(8);
});

test('docs/access.md shows the policies of the template as JSON', () => {
  const page = readFileSync('docs/access.md', 'utf8');
  const section = page.slice(page.indexOf('<!-- iam:begin -->'), page.indexOf('<!-- iam:end -->'));
  const [rotator, , warner] = [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']): unknown =>
    JSON.parse(text),
  );
  expect(sidsAndActions(rotator)).toEqual(sidsAndActions(statementsOf(templateOf(), 'rotator')));
  expect(sidsAndActions(warner)).toEqual(sidsAndActions(statementsOf(templateOf(), 'warner')));
});

test('if a page lacks the marker of a generated part, the error names the marker', () => {
  expect(() => withGeneratedParts('docs/settings.md', '<!-- settings:begin -->')).toThrow(
    'docs/settings.md must contain the marker <!-- settings:end -->.',
  );
});

function sidsAndActions(statements: unknown): unknown {
  return z
    .array(z.object({ Sid: z.string(), Effect: z.string(), Action: z.unknown() }))
    .parse(statements)
    .map(({ Sid, Effect, Action }) => ({ Sid, Effect, Action }));
}
