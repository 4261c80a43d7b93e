import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { bundleFunctions } from '../../infra/bundle-function.ts';
import { CONTEXT_KEY } from '../../infra/settings-context.ts';
import { writeTemplate } from '../../infra/write-template.ts';
import { clientsOf, root } from './account.ts';
import { deployedRotator } from './deployed-rotator.ts';
import { invoke } from './invoke.ts';
import { putInS3 } from './s3.ts';

const BUCKET = 'code-of-the-template';

test('the template without the CDK can be deployed by CloudFormation, and its functions run', async () => {
  const prefix = 'by-template';
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  await bundleFunctions();
  const { stackName, archives } = writeTemplate(folder, {
    ...cdk.context,
    [CONTEXT_KEY]: { prefix, integrations: { tableau: {} }, alertEmails: ['bi@example.com'] },
  });
  await putInS3(BUCKET);
  for (const name of archives) await putInS3(`${BUCKET}/rotator/${name}`, readFileSync(join(folder, name)));

  const { cloudFormation } = clientsOf(root);
  await cloudFormation.send(
    new CreateStackCommand({
      StackName: stackName,
      TemplateBody: readFileSync(join(folder, 'template.json'), 'utf8'),
      Capabilities: ['CAPABILITY_IAM'],
      Parameters: [
        { ParameterKey: 'CodeBucket', ParameterValue: BUCKET },
        { ParameterKey: 'CodePrefix', ParameterValue: 'rotator/' },
      ],
    }),
  );
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 300 }, { StackName: stackName });

  const { functions, logGroups } = await deployedRotator(prefix);
  for (const name of ['rotator', 'warner'] as const) {
    expect(await invoke(functions[name], logGroups[name], {})).toMatchObject({ failed: false, errors: [] });
  }
});
