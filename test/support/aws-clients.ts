import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import type { clientSettings } from '../../functions/aws/client-settings.ts';

/** Settings that connect an SDK client to the AWS at this URL, which accepts any credentials. */
export function awsConnection(endpoint: string, region = 'us-east-1') {
  return { endpoint, region, credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' } };
}

/** Clients of the services that the functions use. */
export interface AwsClients {
  readonly secretsManager: SecretsManagerClient;
  readonly sns: SNSClient;
  readonly eventBridge: EventBridgeClient;
}

/** Creates clients with these settings. */
export function awsClients(
  settings: ReturnType<typeof awsConnection> &
    Partial<Omit<typeof clientSettings, 'maxAttempts'>> & { readonly maxAttempts?: number },
): AwsClients {
  return {
    secretsManager: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    eventBridge: new EventBridgeClient(settings),
  };
}

/** Closes the connections of these clients. */
export function destroyAll(clients: object): void {
  for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
}

/** The name of the error of a call, or `none`. */
export async function errorName(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return error instanceof Error ? error.name : 'not an Error';
  }
}
