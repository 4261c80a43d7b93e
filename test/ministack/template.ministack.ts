import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation';
import { expect, test } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { bundleFunctions } from '../../infra/bundle-function.ts';
import { CONTEXT_KEY } from '../../infra/settings-context.ts';
import { writeTemplate } from '../../infra/write-template.ts';
import { ACCOUNT, clientsOf, ENDPOINT, REGION, root } from './account.ts';
import { deployedRotator } from './deployed-rotator.ts';
import { invoke } from './invoke.ts';

const BUCKET = 'code-of-the-template';

/** Sends a request to S3. ministack reads the account from the header and checks no signature. */
async function put(path: string, body?: Buffer<ArrayBuffer>): Promise<void> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/20261130/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(`${ENDPOINT}/${path}`, {
    method: 'PUT',
    headers: { authorization },
    body: body ?? null,
  });
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
}

test('the template without the CDK can be deployed by CloudFormation, and its functions run', async () => {
  const prefix = 'by-template';
  const folder = mkdtempSync(join(tmpdir(), 'template-'));
  await bundleFunctions();
  const { stackName, archives } = writeTemplate(folder, {
    ...cdk.context,
    [CONTEXT_KEY]: { prefix, integrations: { tableau: {} }, alertEmails: ['bi@example.com'] },
  });
  await put(BUCKET);
  for (const name of archives) await put(`${BUCKET}/rotator/${name}`, readFileSync(join(folder, name)));

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
