import { expect, test } from 'vitest';
import { credentialName } from '../../../functions/integration/credential-name.ts';

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
  [undefined, 'default'],
])('the name %j becomes %j', (text, name) => {
  expect(credentialName(text, 'default')).toBe(name);
});
