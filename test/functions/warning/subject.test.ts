import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { alertSubject } from '../../../functions/aws/alert-message.ts';
import { subject } from '../../../functions/warning/subject.ts';

const parts = {
  severity: 'critical',
  about: 'demo',
  headline: 'last refresh token expires in 20 h',
  more: 0,
  where: 'acme-prod eu-west-1',
} as const;

test.each([
  [{}, '[CRITICAL] demo: last refresh token expires in 20 h (acme-prod eu-west-1)'],
  [{ more: 3 }, '[CRITICAL] demo: last refresh token expires in 20 h, and 3 more (acme-prod eu-west-1)'],
  [
    { about: 'x'.repeat(64) },
    '[CRITICAL] xxxxxxxxxxxxxxxxxxxxxxxxxxx...: last refresh token expires in 20 h (acme-prod eu-west-1)',
  ],
  [{ headline: 'x'.repeat(200) }, `[CRITICAL] demo: ${'x'.repeat(57)}... (acme-prod eu-west-1)`],
] as const)('the subject of %o is %s', (changes, text) => {
  expect(subject({ ...parts, ...changes })).toBe(text);
});

const textsUpTo = (maxLength: number) =>
  fc.stringMatching(/^[ -~]+$/).map((one) => `a${one.trim()}`.slice(0, maxLength));

test('a subject has at most 99 characters, whatever its parts are, before and after its conversion for SNS', () => {
  fc.assert(
    fc.property(
      textsUpTo(64),
      textsUpTo(200),
      fc.nat(100_000),
      fc.stringMatching(/^[a-z0-9-]{3,63}$/),
      (about, headline, more, alias) => {
        const found = subject({
          ...parts,
          about,
          headline,
          more,
          where: `${alias.slice(0, 40)} eu-central-1`,
        });
        expect(found.length).toBeLessThanOrEqual(99);
        expect(alertSubject(found).length).toBeLessThanOrEqual(99);
      },
    ),
  );
});
