import { expect, test } from 'vitest';
import { fixBlock, fixLines } from '../../../functions/warning/fix.ts';
import type { Fix, FixContext } from '../../../functions/warning/fix.ts';

const context: FixContext = {
  integration: 'tableau',
  baseUrl: 'https://acme.alationcloud.com',
  credentialKinds: ['refresh-token'],
  secretPrefix: 'alation',
};
const lines = (fixes: readonly Fix[], changes: Partial<FixContext> = {}) =>
  fixLines(fixes, { ...context, ...changes });
const replacementOf = (name: string, kind: 'refresh-token' | 'oauth-client' = 'refresh-token'): Fix => ({
  kind: 'replace',
  credentials: [{ name, kind }],
});
const anyCredential: Fix = { kind: 'replace', credentials: [] };
const commandsOf = (all: readonly string[]) => all.filter((line) => line.startsWith('     npx '));

test('the notifications about one credential have one fix, whose title says for how many notifications it is', () => {
  const [title, ...steps] = lines([replacementOf('a')]);
  expect(lines([replacementOf('a'), replacementOf('a')])).toEqual(['What to do about both:', ...steps]);
  expect(lines([replacementOf('a'), replacementOf('a'), anyCredential])).toEqual([
    'What to do about all 3:',
    ...steps,
  ]);
  expect([title, ...steps]).toEqual([
    'What to do:',
    '  1. Create a new refresh token at https://acme.alationcloud.com/account/auth',
    '  2. Store it. Run in the folder of the token rotator:',
    '     npx --no-install alation-tokens replace tableau --name a',
    '     The command asks for the new credential, checks the credential with Alation, stores it and shows its remaining lifetime.',
    '     Without the command: write the complete secret alation/tableau/credentials, with every credential in it.',
  ]);
});

test('two credentials have one fix with two commands', () => {
  expect(commandsOf(lines([replacementOf('a'), replacementOf('b')]))).toEqual([
    '     npx --no-install alation-tokens replace tableau --name a',
    '     npx --no-install alation-tokens replace tableau --name b',
  ]);
});

test.each([
  { code: 'CredentialRejected', command: 'replace', first: 'What to do:' },
  { code: 'CredentialsMalformed', command: 'onboard', first: 'What to do: Find the wrong field' },
  { code: 'PublishFailed', command: 'rotate', first: 'What to do: Find the other program' },
])('the fix of $code has the command $command', ({ code, command, first }) => {
  const found = lines([{ kind: 'code', code }]);
  expect(found[0]).toContain(first);
  expect(commandsOf(found)).toEqual([`     npx --no-install alation-tokens ${command} tableau`]);
});

test.each([undefined, 'constructor'])('the fix of the unknown code %s is to read the log', (code) => {
  expect(lines([{ kind: 'code', code }])).toEqual(['What to do: Read the log of the rotator.']);
});

test('the fix for any credential names every kind, and no credential', () => {
  const found = lines([anyCredential], { credentialKinds: ['refresh-token', 'oauth-client'] });
  expect(found[1]).toBe(
    '  1. Create a new refresh token at https://acme.alationcloud.com/account/auth, or a new client secret at https://acme.alationcloud.com/admin/auth/ (OAuth Client Applications)',
  );
  expect(commandsOf(found)).toEqual(['     npx --no-install alation-tokens replace tableau']);
  expect(lines([anyCredential], { credentialKinds: [] })[1]).toContain('a new refresh token at');
});

test('the fix of an OAuth client names only the page for OAuth clients', () => {
  const found = lines([replacementOf('loader', 'oauth-client')], {
    credentialKinds: ['refresh-token', 'oauth-client'],
  });
  expect(found.join('\n')).toContain('https://acme.alationcloud.com/admin/auth/');
  expect(found.join('\n')).not.toContain('/account/auth');
});

test('the address of the page contains a placeholder if the address of Alation is not known', () => {
  expect(lines([anyCredential], { baseUrl: undefined })[1]).toContain('https://<your Alation>/account/auth');
});

test('the command names a prefix that is not the default', () => {
  expect(commandsOf(lines([replacementOf('a')], { secretPrefix: 'acme' }))).toEqual([
    '     npx --no-install alation-tokens replace tableau --name a --prefix acme',
  ]);
});

test('a forged credential name adds no words to the command', () => {
  expect(commandsOf(lines([replacementOf('a;curl${IFS}evil.example')]))).toEqual([
    '     npx --no-install alation-tokens replace tableau',
  ]);
});

test('the fix of a failure that ends with new credentials is in the same block as a replacement', () => {
  const failure: Fix = { kind: 'code', code: 'CredentialRejected' };
  expect(lines([failure])).toEqual(lines([anyCredential]));
  expect(fixBlock(failure)).toBe(fixBlock(replacementOf('a')));
});

test.each([
  { command: undefined, steps: [] },
  {
    command: 'resume',
    steps: [
      '  Run in the folder of the token rotator:',
      '     npx --no-install alation-tokens resume tableau',
    ],
  },
])(
  'the fix of a notification with the command $command has a sentence, and the command if there is one',
  ({ command, steps }) => {
    const fix: Fix = { kind: 'command', does: 'Resume rotation', command };
    expect(lines([fix])).toEqual(['What to do: Resume rotation.', ...steps]);
  },
);
