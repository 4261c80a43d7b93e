import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { motoDifferences } from './moto-differences.ts';

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .join('\n');

test('every listed difference names one contract test', () => {
  const calls = motoDifferences.map(({ test: name }) => [`'${name}',`, `"${name}",`]);
  const unknown = calls.filter(
    (spellings) => spellings.flatMap((spelling) => sources.split(spelling).slice(1)).length !== 1,
  );
  expect(unknown).toEqual([]);
  expect(new Set(motoDifferences.map(({ test: name }) => name)).size).toBe(motoDifferences.length);
});

test('every listed difference names a page of the documentation of AWS', () => {
  for (const { source } of motoDifferences) {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\/[\w/.-]+\.html$/);
  }
});

test('docs/moto-differences.md shows the list (`npx vitest run test/contract --update` generates it)', async () => {
  await expect(asMarkdown()).toMatchFileSnapshot('../../docs/moto-differences.md');
});

function asMarkdown(): string {
  const version = /^moto\[server\]==(.+)$/m.exec(
    readFileSync(join(import.meta.dirname, '../moto/requirements.txt'), 'utf8'),
  )?.[1];
  const services = [...new Set(motoDifferences.map(({ service }) => service))];
  const tables = services.map((service) => {
    const rows = motoDifferences
      .filter((difference) => difference.service === service)
      .map(({ test: name, moto, source }) => `| ${name} | ${moto} | [AWS](${source}) |`);
    return `## ${service}\n\n| Documentation of AWS, and \`local/aws\` | moto ${version} | Source |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `${INTRODUCTION}\n${tables.join('\n')}`;
}

const INTRODUCTION = `# Where moto differs from AWS

The contract tests in \`test/contract\` run unchanged against AWS on this machine (\`local/aws\`, in \`npm test\`) and
against moto, another emulator of AWS (\`npm run test:moto\`). Where the two differ, the documentation of AWS
decides.

Each row is a contract test that must fail against moto. When moto behaves as AWS documents, the run fails until a
contributor removes the row from \`test/contract/moto-differences.ts\`. This page is generated from that file.
`;
