import { expect, test } from 'vitest';
import {
  formatInstant,
  formatTagFields,
  parseInstant,
  parseTagFields,
} from '../../../functions/integration/tag-fields.ts';
import { NOW } from '../rotation/state-fixture.ts';

test('fields are written in their order, without undefined fields', () => {
  expect(formatTagFields({ state: 'fresh', code: undefined, since: 'now' })).toBe('state=fresh since=now');
});

test.each([
  ['state=fresh since=now', { state: 'fresh', since: 'now' }],
  ['=x a=1 b  c=', { a: '1', c: '' }],
  ['a=1=2', { a: '1=2' }],
  ['', {}],
  [undefined, {}],
])('from %j the parts name=value are read, and other parts are ignored', (value, fields) => {
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
