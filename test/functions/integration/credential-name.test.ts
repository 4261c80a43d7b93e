import { expect, test } from 'vitest';
import { credentialName, credentialNames } from '../../../functions/integration/credential-name.ts';

test.each([
  ['tableau-a', 'tableau-a'],
  ['Jane’s  token!', 'Jane-s-token'],
  ['._-x', 'x'],
  ['x--', 'x'],
  ['a.b_c', 'a.b_c'],
  ['y'.repeat(41), 'y'.repeat(40)],
  [`${'y'.repeat(39)}--z`, 'y'.repeat(39)],
  ['…', 'default'],
  ['', 'default'],
])('the name %j becomes %j', (text, name) => {
  expect(credentialName(text, 'default')).toBe(name);
});

const long = 'y'.repeat(40);

test.each([
  { what: 'the first 40 characters are equal', stored: [`${long}-tableau`, `${long}-powerbi`] },
  { what: 'the letters and digits are equal', stored: ['Nightly export', 'Nightly-export'] },
  { what: 'one name gets the fallback and the other equals it', stored: ['é', 'default'] },
])('different stored names get different credential names if $what', ({ stored }) => {
  const names = credentialNames(stored, () => 'default');
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/);
  expect(credentialNames(stored.toReversed(), () => 'default')).toEqual(names.toReversed());
});

test('a name that only one credential has gets no fingerprint', () => {
  expect(credentialNames(['a b', `${long}-1`, `${long}-2`], () => 'default')[0]).toBe('a-b');
  expect(credentialNames([`${long}-1`], () => 'default')).toEqual([long]);
});

test('a fingerprint never follows two hyphens', () => {
  const shared = `y-${'y'.repeat(27)}--${'z'.repeat(9)}`;
  const stored = [`${shared}1`, `${shared}2`];
  for (const name of credentialNames(stored, () => 'default')) expect(name).toMatch(/^y-y{27}-[0-9a-f]{8}$/);
});
