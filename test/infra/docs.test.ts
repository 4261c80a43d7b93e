import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { withGeneratedParts } from '../../infra/generated-parts.ts';
import { documentedSettings, settingsTable } from '../../infra/props-table.ts';
import { parseSettings } from '../../infra/settings.ts';
import { settingsSchema } from '../../infra/settings-schema.ts';
import { at, statementsOf, templateOf } from './synth.ts';

/** Names of all settings in the schema, spelled as in the documentation. */
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

test('the documentation lists exactly the allowed settings', () => {
  const documented = documentedSettings().map(({ name }) => name);

  expect(namesIn(settingsSchema).length).toBeGreaterThan(50);
  expect(documented.sort()).toEqual(namesIn(settingsSchema).sort());
});

test('the documentation explains every setting and its default', () => {
  for (const { name, meaning, standard } of documentedSettings()) {
    expect(meaning, `the meaning of ${name}`).toMatch(/^\S.{10,}/);
    expect(standard, `the default of ${name}`).not.toBe('');
  }
});

test('the documented defaults are those of the schema', () => {
  const documented = new Map(documentedSettings().map(({ name, standard }) => [name, standard]));
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

test('no setting breaks the table', () => {
  for (const line of settingsTable().split('\n')) expect(line.match(/(?<!\\)\|/g)).toHaveLength(4);
});

test('the README is up to date with the code; otherwise run npm run docs', () => {
  const readme = readFileSync('README.md', 'utf8');

  expect(readme).toBe(withGeneratedParts(readme));
});

const pages = ['README.md', ...globSync('docs/*.md')];

/** The examples of settings on our pages: JSON whose names are settings. */
const examples = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```json\n([\s\S]*?)```/g)]
    .map(([, text = '']) => text.trim())
    .filter((text) => /^"(?!@)/.test(text))
    .map((text) => ({ page, text })),
);

test.each(examples)('the example on $page is valid: $text', ({ text }) => {
  const example = z.record(z.string(), z.unknown()).parse(JSON.parse(`{${text}}`));
  const settings = example['alation-token-rotator'] ?? example;

  const integrations = { tableau: { owner: 'bi-team' } };
  expect(() => parseSettings({ integrations, ...Object(settings) })).not.toThrow();
});

test('the examples are found', () => {
  expect(examples.length).toBeGreaterThan(8);
});

test('the documented policies are valid JSON and match the template', () => {
  const readme = readFileSync('README.md', 'utf8');
  const section = readme.slice(readme.indexOf('<!-- iam:begin -->'), readme.indexOf('<!-- iam:end -->'));
  const [rotator, , warner] = [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']): unknown =>
    JSON.parse(text),
  );
  expect(inEssence(rotator)).toEqual(inEssence(statementsOf(templateOf(), 'rotator')));
  expect(inEssence(warner)).toEqual(inEssence(statementsOf(templateOf(), 'warner')));
});

test('the error names a missing marker', () => {
  expect(() => withGeneratedParts('<!-- settings:begin -->')).toThrow(
    'The page must contain the marker <!-- settings:end -->.',
  );
});

function inEssence(statements: unknown): unknown {
  return z
    .array(z.object({ Sid: z.string(), Effect: z.string(), Action: z.unknown() }))
    .parse(statements)
    .map(({ Sid, Effect, Action }) => ({ Sid, Effect, Action }));
}
