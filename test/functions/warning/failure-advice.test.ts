import { expect, test } from 'vitest';
import { failureAdvice } from '../../../functions/warning/failure-advice.ts';
import { dispositionOf } from '../../../functions/integration/rotation-error.ts';

const codes = Object.entries(dispositionOf);
const passing = codes.filter(([, disposition]) => disposition === 'wait').map(([code]) => code);
const forPeople = codes
  .map(([code]) => code)
  .filter((code) => !passing.includes(code) && code !== 'Unexpected');

test.each(forPeople)('of %s, which does not pass by itself, it is said what mends it', (code) => {
  expect(failureAdvice(code)).toMatch(/^[a-z].{20,}[^.]$/);
});

test.each([...passing, 'Unexpected', 'toString'])(
  'of %s there is nothing to do but to look it up',
  (code) => {
    expect(failureAdvice(code)).toBeUndefined();
  },
);
