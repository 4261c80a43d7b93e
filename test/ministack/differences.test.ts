import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differences } from './differences/all.ts';
import { unmended } from './differences/unmended.ts';

/** Files that mend nothing: helpers, and the log of IAM's decisions. */
const helpers = new Set(['__init__.py', 'kms_use.py', 'decision_log.py']);

test('every mend has a check, and every check names a mend', () => {
  const mends = readdirSync(join(import.meta.dirname, 'mends')).filter(
    (name) => name.endsWith('.py') && !helpers.has(name),
  );
  expect([...new Set(differences.map(({ mend }) => mend))].sort()).toEqual(mends.sort());
});

test("every difference is decided by a page of AWS's documentation", () => {
  for (const { source } of [...differences, ...unmended]) {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/);
  }
});

test('docs/ministack-differences.md shows the lists (`npx vitest run test/ministack --update` rewrites it)', async () => {
  await expect(asMarkdown()).toMatchFileSnapshot('../../docs/ministack-differences.md');
});

function asMarkdown(): string {
  const version = /^ministack==(.+)$/m.exec(
    readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8'),
  )?.[1];
  const mended = differences.map(
    ({ aws, ministack, mend, source }) =>
      `| ${aws} | ${ministack} | [${mend}](../test/ministack/mends/${mend}) | [AWS](${source}) |`,
  );
  const left = unmended.map(
    ({ aws, ministack, shownBy, source }) => `| ${aws} | ${ministack} | ${shownBy} | [AWS](${source}) |`,
  );
  return `${INTRODUCTION}
## Mended

| AWS documents | ministack ${version} | Mend | Source |
|---|---|---|---|
${mended.join('\n')}

## Not mended

| AWS documents | ministack ${version} | Shown by | Source |
|---|---|---|---|
${left.join('\n')}
`;
}

const INTRODUCTION = `# Where ministack differs from AWS

\`npm run test:ministack\` deploys the system to [ministack](https://github.com/ministackorg/ministack), an emulator of AWS
that others wrote. Where ministack differs from AWS in what the system needs, \`test/ministack/mends\` mends it.

Each row of the first table is a check. It runs against the mended ministack and must pass; it runs against ministack as
it was published and must fail. Once ministack does as AWS documents, the run fails until the mend is taken out. This page
is written from \`test/ministack/differences\`.
`;
