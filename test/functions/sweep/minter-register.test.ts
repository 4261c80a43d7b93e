import { expect, test } from 'vitest';
import { minterRegister } from '../../../functions/sweep/minter-register.ts';

const id = (digit: number) => digit.toString(16).padStart(16, '0');
const mintersOf = (integration: string, ...minters: readonly number[]) =>
  minters.map((minter) => ({ integration, minter: id(minter) }));

test('a register finds the minters that several integrations hold, on any page', () => {
  const register = minterRegister();
  register.addPage([...mintersOf('c', 1, 2), ...mintersOf('a', 3)]);
  register.addPage([]);
  register.addPage([...mintersOf('b', 2, 4), ...mintersOf('d', 5)]);
  register.addPage(mintersOf('e', 4, 2));
  expect(register.shared()).toEqual([
    { minter: id(2), integrations: ['b', 'c', 'e'] },
    { minter: id(4), integrations: ['b', 'e'] },
  ]);
});

test('an integration that a listing shows twice shares nothing with itself', () => {
  const register = minterRegister();
  register.addPage(mintersOf('a', 1));
  register.addPage(mintersOf('a', 1));
  expect(register.shared()).toEqual([]);
});

test('minters that differ only in the first or the last of 64 bits are different', () => {
  const register = minterRegister();
  register.addPage([
    { integration: 'a', minter: 'ffffffff00000000' },
    { integration: 'b', minter: 'ffffffff00000001' },
    { integration: 'c', minter: '7fffffff00000000' },
  ]);
  expect(register.shared()).toEqual([]);
});
