import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';

/** The account that ministack emulates, and its Region. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** The URL of the patched ministack that the tests run on. */
export const ENDPOINT = process.env['AWS_ENDPOINT_URL'] ?? '';

/** Credentials of an AWS principal. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** ministack uses the account number as the access key of the root user. */
export const root: AwsCredentials = { accessKeyId: ACCOUNT, secretAccessKey: 'example' };

/** Environment variables for a program that uses ministack and ignores this machine's AWS settings. */
export function awsEnvironment(credentials: AwsCredentials, endpoint = ENDPOINT): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    // The CDK uploads its files to the endpoint of S3.
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
}

/** Clients of one principal. */
export type Clients = ReturnType<typeof clientsOf>;

/** SDK clients with these credentials at a ministack. */
export function clientsOf(credentials: AwsCredentials, endpoint = ENDPOINT) {
  const settings = { endpoint, region: REGION, credentials, maxAttempts: 1 };
  return {
    cloudFormation: new CloudFormationClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    events: new EventBridgeClient(settings),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    scheduler: new SchedulerClient(settings),
    secrets: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    sqs: new SQSClient(settings),
    sts: new STSClient(settings),
  };
}

/** The ARN of a role of the account. */
export function roleArn(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:role/${name}`;
}

/** Assumes a role as the caller of these clients, and returns the session's credentials. Throws if IAM denies this. */
export async function assumeRole({ sts }: Clients, arn: string, session: string): Promise<AwsCredentials> {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: session }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}
