import { expect, test } from 'vitest';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { logFields } from '../../../functions/runtime/log-fields.ts';
import { findLeaks } from '../../support/canary.ts';

const secret = 'q7ZkLmX94vTn0Rb6Wd2Yp5';

test('texts, numbers, booleans, null, lists and plain objects are written unchanged', () => {
  const fields = {
    text: 'a',
    number: 1.5,
    truth: false,
    nothing: null,
    list: [1, ['b']],
    object: { c: { d: 1 } },
  };
  expect(logFields(fields)).toEqual(fields);
});

test('numbers that JSON cannot represent are written as text', () => {
  expect(logFields({ a: Infinity, b: NaN })).toEqual({ a: 'Infinity', b: 'NaN' });
});

class Holder {
  readonly value = secret;
}

test.each([
  ['a secret', new Sensitive(secret), '[Sensitive]'],
  ['an object with a class', new Holder(), '[Holder]'],
  ['a request', new Request('https://acme.example', { headers: { authorization: secret } }), '[Request]'],
  ['headers', new Headers({ token: secret }), '[Headers]'],
  ['bytes', Buffer.from(secret), '[Buffer]'],
  ['a map', new Map([[secret, secret]]), '[Map]'],
  ['a function', () => secret, '[function]'],
  ['a symbol', Symbol(secret), '[symbol]'],
  ['a big number', 12n, '[bigint]'],
  ['an object without a class', Object.assign(Object.create(null), { secret }), '[object]'],
])('only the class or type of %s is written', (_, value, expected) => {
  expect(logFields({ value })).toEqual({ value: expected });
});

test('only the class of a deeply nested object is written', () => {
  const fields = logFields({ a: { b: { c: { d: { secret } } } } });
  expect(fields).toEqual({ a: { b: { c: { d: '[Object]' } } } });
  expect(findLeaks(JSON.stringify(fields), [secret])).toEqual([]);
});

test('an error becomes its fields, also in a list', () => {
  const fields = logFields({ error: new Error(secret), list: [new Error(secret)] });
  expect(fields).toMatchObject({ error: { name: 'Error' }, list: [{ name: 'Error' }] });
  expect(findLeaks(JSON.stringify(fields), [secret])).toEqual([]);
});

test('a long text and a long list are cut', () => {
  const { text, list } = logFields({ text: 'x'.repeat(5_000), list: Array(500).fill(0) });
  expect(String(text)).toHaveLength(1_001);
  expect(list).toHaveLength(100);
});
