import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { awsRequestHandler } from '../../../local/in-process/aws-request-handler.ts';
import type { SendToAws } from '../../../local/in-process/aws-request-handler.ts';

/** Clients of the AWS SDK with the functions' settings, which send their requests with `send`. */
export function sdkClients(send: SendToAws, now: () => number) {
  const settings = {
    ...clientSettings,
    requestHandler: awsRequestHandler(send, now),
    region: 'us-east-1',
    endpoint: 'https://aws.example.com',
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' },
  };
  return {
    secretsManager: new SecretsManagerClient(settings),
    eventBridge: new EventBridgeClient(settings),
    sns: new SNSClient(settings),
  };
}

let warmedUp: Promise<unknown> | undefined;

/**
 * Sends one request with each client. The first request of a process reads configuration files. Virtual time does not wait
 * for files.
 */
export async function warmUp(): Promise<void> {
  const { secretsManager, eventBridge, sns } = sdkClients(
    async () => ({ status: 400, contentType: 'application/json', body: '{"__type":"Refused"}' }),
    Date.now,
  );
  warmedUp ??= Promise.allSettled([
    secretsManager.send(new ListSecretsCommand({})),
    eventBridge.send(new PutEventsCommand({ Entries: [] })),
    sns.send(new GetTopicAttributesCommand({ TopicArn: 'arn:aws:sns:us-east-1:123456789012:none' })),
  ]);
  await warmedUp;
}
