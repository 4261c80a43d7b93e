import { expect, test } from 'vitest';
import {
  formatInstant,
  formatTagFields,
  parseInstant,
  parseTagFields,
} from '../../../functions/integration/tag-fields.ts';
import { NOW } from '../rotation/state-fixture.ts';

test('fields are written in their order, and those that are not known left out', () => {
  expect(formatTagFields({ state: 'fresh', code: undefined, since: 'now' })).toBe('state=fresh since=now');
});

test.each([
  ['state=fresh since=now', { state: 'fresh', since: 'now' }],
  ['=x a=1 b  c=', { a: '1', c: '' }],
  ['a=1=2', { a: '1=2' }],
  ['', {}],
  [undefined, {}],
])('of %j what is name=value is read, and all else passed over', (value, fields) => {
  expect({ ...parseTagFields(value) }).toEqual(fields);
});

test.each([
  [formatInstant(NOW), NOW],
  ['soon', undefined],
  ['', undefined],
  [undefined, undefined],
])('the instant of %j is %j', (text, ms) => {
  expect(parseInstant(text)).toBe(ms);
});
