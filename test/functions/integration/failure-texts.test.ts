import { expect, test } from 'vitest';
import { dispositionOf, isFailureCode, isTransient } from '../../../functions/integration/failure-codes.ts';
import { failureText, failureTexts } from '../../../functions/integration/failure-texts.ts';

const codes = Object.keys(dispositionOf).filter(isFailureCode);

test.each(codes)(
  '%s has a meaning that is a clause, an effect in sentences and a fix without a final period',
  (code) => {
    const { meaning, effect, fix } = failureTexts[code];
    expect(meaning).toMatch(/^(?:[a-z`]|Alation |IAM|Secrets Manager).{10,}[^.]$/);
    expect(effect).toMatch(/^[A-Z].{40,}\.$/);
    expect(effect).toMatch(/consumers/i);
    expect(fix).toMatch(/^[A-Z].{25,}[^.]$/);
  },
);

test.each(codes)('the failure code %s has one of the four dispositions', (code) => {
  expect(['wait', 'reauthorize', 'reconfigure', 'intervene']).toContain(dispositionOf[code]);
});

test('every failure code has its own meaning', () => {
  expect(new Set(codes.map((code) => failureTexts[code].meaning)).size).toBe(codes.length);
});

test.each([
  ['CredentialRejected', 'replace'],
  ['CredentialsMalformed', 'onboard'],
  ['PublishFailed', 'rotate'],
  ['AlationForbidden', undefined],
])('the command of the failure code %s is %s', (code, command) => {
  expect(failureText(code).command).toBe(command);
});

test('texts for an e-mail or a terminal have no backticks', () => {
  for (const code of codes) {
    const { meaning, effect, fix } = failureText(code);
    expect(`${meaning}${effect}${fix}`).not.toContain('`');
  }
  expect(failureText('HostNotAllowed').fix).toBe(
    'Correct base_url; or, if the host is right, add it to allowedHosts in cdk.json and run npx cdk deploy',
  );
  expect(failureText('HostNotAllowed').meaning).toBe(
    'base_url is not https, or its host is not in allowedHosts',
  );
});

test.each(['SomethingNew', 'constructor', '__proto__', undefined])(
  'the texts of the unknown failure code %s tell the operator to read the log',
  (code) => {
    expect(failureText(code)).toEqual({
      meaning: 'the reason is not known to this version',
      effect: 'Consumers can use the published access token until it expires.',
      fix: 'Read the log of the rotator',
    });
  },
);

test.each([
  ['AlationUnavailable', true],
  ['CredentialRejected', false],
  ['toString', false],
  [undefined, false],
])('the failure code %s is transient: %s', (code, transient) => {
  expect(isTransient(code)).toBe(transient);
});
