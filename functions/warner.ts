/**
 * The warner's Lambda function. A daily schedule starts it for every integration. An event, such as `Access Token Rotation
 * Failed`, starts it immediately for the integrations in the event. With replicas, another schedule starts it to check the
 * replicas. The environment holds `WarnerSettings`. With invalid variables the function does not start, and one error names
 * all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { clientSettings } from './aws/client-settings.ts';
import { ServiceName } from './contract.ts';
import { createWarner } from './create-warner.ts';
import { warnerSettings } from './runtime/environment.ts';
import { createLog } from './runtime/logger.ts';
import { createMetrics } from './runtime/metrics.ts';

const settings = warnerSettings(process.env);

export const handler = createWarner({
  settings,
  secretsManager: new SecretsManagerClient(clientSettings),
  sns: new SNSClient(clientSettings),
  eventBridge: new EventBridgeClient(clientSettings),
  clock: { now: Date.now, sleep },
  log: createLog(ServiceName.warner),
  metrics: createMetrics(ServiceName.warner, settings.secretPrefix),
});
