import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  InvokeCommand,
  PublishLayerVersionCommand,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { CreateSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, vi } from 'vitest';
import { ACCOUNT, REGION, roleArn } from '../account.ts';
import { python } from '../ministack.ts';
import { policy } from '../policy.ts';
import { startTrail } from '../trail.ts';
import { uniqueName, type Difference, type TestAccount } from './difference.ts';

const CERTIFICATE = join(import.meta.dirname, '..', '..', 'deploy', 'tls', 'company-ca.pem');
const LAMBDA = 'https://docs.aws.amazon.com/lambda/latest/dg';

/**
 * Differences in how AWS starts functions, in their layers, in the search of their logs, and in the events of
 * CloudTrail.
 */
export const functionDifferences: readonly Difference[] = [
  {
    aws: 'a function finds the certificates of its layer in /opt',
    ministack: 'extracts a layer into a temporary folder',
    patch: 'layers.py',
    source: `${LAMBDA}/packaging-layers.html`,
    async check(account) {
      const layer = await account.lambda.send(
        new PublishLayerVersionCommand({
          LayerName: uniqueName(),
          Content: { ZipFile: zip({ 'ca/bundle.pem': readFileSync(CERTIFICATE, 'utf8') }) },
        }),
      );
      const name = await createFunction(
        account,
        `import { getCACertificates } from 'node:tls';
         export const handler = async () => getCACertificates('extra').length;`,
        {
          Layers: [layer.LayerVersionArn ?? ''],
          Environment: { Variables: { NODE_EXTRA_CA_CERTS: '/opt/ca/bundle.pem' } },
        },
      );
      const { Payload } = await account.lambda.send(new InvokeCommand({ FunctionName: name }));
      expect(Buffer.from(Payload ?? []).toString()).toBe('1');
    },
  },
  {
    aws: 'Lambda sends a failed event to the function’s destination for failures',
    ministack: 'loses the event if a rule started the function',
    patch: 'asynchronous_starts.py',
    source: `${LAMBDA}/invocation-async-error-handling.html`,
    async check(account) {
      const name = await createFunction(
        account,
        `export const handler = async () => { throw new Error('as ordered'); };`,
      );
      const { QueueUrl } = await account.sqs.send(new CreateQueueCommand({ QueueName: name }));
      await account.lambda.send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: name,
          MaximumRetryAttempts: 0,
          DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}` } },
        }),
      );
      await startByRule(account, name);
      await vi.waitFor(async () => {
        const { Messages } = await account.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        expect(Messages?.[0]?.Body).toContain('as ordered');
      }, account.wait);
    },
  },
  {
    aws: 'the filter pattern `?a ?b` finds log lines with any of the terms',
    ministack: 'finds none',
    patch: 'log_filters.py',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html',
    async check({ logs }) {
      const stream = { logGroupName: uniqueName(), logStreamName: 'one' };
      await logs.send(new CreateLogGroupCommand(stream));
      await logs.send(new CreateLogStreamCommand(stream));
      const logEvents = ['one', 'two', 'three'].map((message) => ({ message, timestamp: Date.now() }));
      await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
      const { events } = await logs.send(
        new FilterLogEventsCommand({ logGroupName: stream.logGroupName, filterPattern: '?one ?three' }),
      );
      expect(events?.map(({ message }) => message)).toEqual(['one', 'three']);
    },
  },
  {
    aws: 'CloudTrail puts an event about a change of a secret on the default event bus',
    ministack: 'records the call and puts no event',
    patch: 'trail_events.py',
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html',
    async check(account) {
      const name = uniqueName();
      const { QueueUrl } = await account.sqs.send(new CreateQueueCommand({ QueueName: name }));
      const EventPattern = JSON.stringify({
        source: ['aws.secretsmanager'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: { eventName: ['PutSecretValue'], requestParameters: { secretId: [name] } },
      });
      await account.events.send(new PutRuleCommand({ Name: name, EventPattern }));
      const Arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
      await account.events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'one', Arn }] }));
      await startTrail(account.endpoint);
      await account.secrets.send(new CreateSecretCommand({ Name: name, SecretString: 'one' }));
      await account.secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'two' }));
      await vi.waitFor(async () => {
        const { Messages } = await account.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        expect(Messages?.[0]?.Body).toContain('PutSecretValue');
      }, account.wait);
    },
  },
];

async function createFunction(
  { iam, lambda }: TestAccount,
  code: string,
  more: Partial<ConstructorParameters<typeof CreateFunctionCommand>[0]> = {},
): Promise<string> {
  const name = uniqueName();
  await iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    }),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: roleArn(name),
      Code: { ZipFile: zip({ 'index.mjs': code }) },
      ...more,
    }),
  );
  return name;
}

async function startByRule({ events, lambda }: TestAccount, name: string): Promise<void> {
  const { RuleArn } = await events.send(
    new PutRuleCommand({ Name: name, EventPattern: JSON.stringify({ source: [name] }) }),
  );
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: name,
      StatementId: 'rule',
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: RuleArn,
    }),
  );
  const Arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
  await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'one', Arn }] }));
  await events.send(new PutEventsCommand({ Entries: [{ Source: name, DetailType: 'Test', Detail: '{}' }] }));
}

/** A ZIP archive with these files, by their paths. */
function zip(files: Readonly<Record<string, string>>): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  const archive = join(folder, 'archive.zip');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const tops = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  execFileSync(python.program('python'), ['-m', 'zipfile', '-c', archive, ...tops], { cwd: folder });
  const content = readFileSync(archive);
  rmSync(folder, { recursive: true });
  return content;
}
