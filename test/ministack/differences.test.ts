import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differences } from './differences/all.ts';
import { unpatched } from './differences/unpatched.ts';

/** Files that need no check: helpers of patches, and the log of IAM's decisions. */
const helpers = new Set(['__init__.py', 'kms_use.py', 'decision_log.py']);

test('every patch has a check, and every check names a patch', () => {
  const patches = readdirSync(join(import.meta.dirname, 'patches')).filter(
    (name) => name.endsWith('.py') && !helpers.has(name),
  );
  expect([...new Set(differences.map(({ patch }) => patch))].sort()).toEqual(patches.sort());
});

test("every difference cites a page of AWS's documentation", () => {
  for (const { source } of [...differences, ...unpatched]) {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/);
  }
});

test('docs/ministack-differences.md shows both lists of differences (`npx vitest run test/ministack --update` rewrites this page)', async () => {
  await expect(asMarkdown()).toMatchFileSnapshot('../../docs/ministack-differences.md');
});

function asMarkdown(): string {
  const version = /^ministack==(.+)$/m.exec(
    readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8'),
  )?.[1];
  const patched = differences.map(
    ({ aws, ministack, patch, source }) =>
      `| ${aws} | ${ministack} | [${patch}](../test/ministack/patches/${patch}) | [AWS](${source}) |`,
  );
  const left = unpatched.map(
    ({ aws, ministack, shownBy, source }) => `| ${aws} | ${ministack} | ${shownBy} | [AWS](${source}) |`,
  );
  return `${INTRODUCTION}
## Patched

| AWS documents | ministack ${version} | Patch | Source |
|---|---|---|---|
${patched.join('\n')}

## Not patched

| AWS documents | ministack ${version} | Shown by | Source |
|---|---|---|---|
${left.join('\n')}
`;
}

const INTRODUCTION = `# Where ministack differs from AWS

\`npm run test:ministack\` deploys the system to [ministack](https://github.com/ministackorg/ministack), an emulator of AWS
by other authors. Where ministack differs from AWS and the system depends on the difference, \`test/ministack/patches\`
patches ministack.

Each row of the first table is a check. The check must pass on the patched ministack and fail on the unpatched
ministack. Once ministack behaves as AWS documents, the run fails until a contributor removes the patch.
\`npx vitest run test/ministack --update\` generates this page from \`test/ministack/differences\`.
`;
