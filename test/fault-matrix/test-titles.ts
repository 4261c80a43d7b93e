import { parseAst } from 'vitest/node';
import * as z from 'zod/mini';

const node = z.looseObject({ type: z.string() });
const callExpression = z.looseObject({
  type: z.literal('CallExpression'),
  callee: node,
  arguments: z.array(node),
});
const memberExpression = z.looseObject({
  type: z.literal('MemberExpression'),
  object: node,
  property: z.looseObject({ name: z.optional(z.string()) }),
});
const identifier = z.looseObject({ type: z.literal('Identifier'), name: z.string() });
const literal = z.looseObject({ type: z.literal('Literal'), value: z.string() });
const template = z.looseObject({
  type: z.literal('TemplateLiteral'),
  quasis: z.array(z.looseObject({ value: z.looseObject({ cooked: z.string() }) })),
});

/**
 * The titles of the tests in TypeScript source that run always, as they stand there, in their order; `…` stands for what a
 * template puts in.
 */
export function testTitles(source: string): ReadonlySet<string> {
  return new Set(titlesUnder(parseAst(source, { lang: 'ts' })));
}

function titlesUnder(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(titlesUnder);
  if (typeof value !== 'object' || value === null) return [];
  const call = callExpression.safeParse(value);
  const called = call.success ? namesOf(call.data.callee) : [];
  if (isSwitchedOff(called)) return [];
  const title = call.success && called[0] === 'test' ? textOf(call.data.arguments[0]) : undefined;
  const below = Object.values(value).flatMap(titlesUnder);
  return title === undefined ? below : [title, ...below];
}

const isSwitchedOff = (names: readonly string[]) =>
  names.some((name) => /^(?:skip|skipIf|runIf|todo|fails)$/.test(name));

/** `test.each(cases)` as `test`, `each`. */
function namesOf(callee: unknown): readonly string[] {
  const call = callExpression.safeParse(callee);
  if (call.success) return namesOf(call.data.callee);
  const member = memberExpression.safeParse(callee);
  if (member.success) return [...namesOf(member.data.object), member.data.property.name ?? ''];
  const name = identifier.safeParse(callee);
  return name.success ? [name.data.name] : [];
}

function textOf(value: unknown): string | undefined {
  const text = literal.safeParse(value);
  if (text.success) return text.data.value;
  const parts = template.safeParse(value);
  return parts.success ? parts.data.quasis.map(({ value: { cooked } }) => cooked).join('…') : undefined;
}
