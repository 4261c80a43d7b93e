import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from '../../functions/aws/client-settings.ts';
import type { LocalAws } from '../../local/aws/server.ts';

/** SDK clients with the functions' settings, connected to AWS on this machine. */
export function clientsAt({ region, url }: LocalAws) {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example' };
  const settings = { ...clientSettings, region, endpoint: url, credentials };
  return {
    secretsManager: new SecretsManagerClient(settings),
    sns: new SNSClient(settings),
    eventBridge: new EventBridgeClient(settings),
  };
}
