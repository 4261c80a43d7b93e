import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { clientSettings } from '../../functions/aws/client-settings.ts';
import { CliError, usageError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { namedEndpoints } from './endpoint-url.ts';
import { missingProfile } from './profile.ts';
import { chosenRegion } from './region.ts';

/** Clients of the AWS services that the command calls, with the AWS credentials of the caller. */
export interface AwsClients {
  readonly secretsManager: SecretsManagerClient;
  readonly eventBridge: EventBridgeClient;
  readonly sns: SNSClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
}

/** Region and profile. If they are omitted, the environment and AWS's files decide. */
export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * Creates the clients. They find Region, credentials and `AWS_ENDPOINT_URL` like every AWS tool.
 *
 * @throws CliError if there is no Region, no such profile or no credentials, or if the Region or an endpoint is invalid
 */
export async function createAwsClients({ region, profile }: AwsOptions): Promise<AwsClients> {
  namedEndpoints(process.env);
  const chosen = chosenRegion(region, process.env);
  const settings = {
    ...clientSettings,
    ...(chosen === undefined ? {} : { region: chosen }),
    ...(profile === undefined ? {} : { profile }),
  };
  const secretsManager = new SecretsManagerClient(settings);
  // The SDK's own messages about Region and credentials are written for programmers.
  await secretsManager.config.region().catch(async () => {
    const missing = await missingProfile(profile, process.env);
    if (missing !== undefined) throw missing;
    throw usageError(
      'No AWS Region is set',
      'Give --region <region>, or set AWS_REGION, AWS_DEFAULT_REGION or a profile with a Region',
    );
  });
  await secretsManager.config.credentials().catch(async () => {
    const missing = await missingProfile(profile, process.env);
    if (missing !== undefined) throw missing;
    throw new CliError('No valid AWS credentials were found', {
      code: 'NotSignedIn',
      exitCode: ExitCode.needsPerson,
      todo: [
        'Sign in to AWS (with "aws sso login" or as your company does), or name a profile with --profile',
      ],
    });
  });
  return {
    secretsManager,
    eventBridge: new EventBridgeClient(settings),
    sns: new SNSClient(settings),
    lambda: new LambdaClient(settings),
    scheduler: new SchedulerClient(settings),
    kms: new KMSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sts: new STSClient(settings),
  };
}
