import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deployedRotator } from './deployed-rotator.ts';
import { runDocumented } from './documented-commands.ts';
import { invoke } from './invoke.ts';
import { putInS3 } from './s3.ts';

const BUCKET = 'code-of-the-template';

test('the commands of docs/deployment.md deploy the template without the CDK, and its functions run', async () => {
  const prefix = 'by-template';
  const settings = join(mkdtempSync(join(tmpdir(), 'template-')), 'settings.json');
  writeFileSync(
    settings,
    JSON.stringify({ prefix, integrations: { tableau: {} }, alertEmails: ['bi@example.com'] }),
  );
  await putInS3(BUCKET);

  await runDocumented('deployment.md', 'aws cloudformation deploy', {
    replaced: {
      'alation-token-rotator': `${prefix}-token-rotator`,
      'acme-code': BUCKET,
      'npm run template': `npm run template -- ${settings}`,
    },
  });

  const { functions, logGroups } = await deployedRotator(prefix);
  for (const name of ['rotator', 'warner'] as const) {
    expect(await invoke(functions[name], logGroups[name], {})).toMatchObject({ failed: false, errors: [] });
  }
});
