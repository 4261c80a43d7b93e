/**
 * The rotator's Lambda function. Its schedule sweeps all integrations. An `Access Token Rotation Requested` event, or a
 * direct invocation with `{"integration": "…"}`, rotates one integration. When an operator stores credentials, the rule
 * `CredentialsStored` starts a sweep of only the integration of these credentials. The environment holds
 * `RotatorSettings`. With invalid variables the function does not start, and one error names all of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientSettings } from './aws/client-settings.ts';
import { ServiceName } from './contract.ts';
import { createRotator } from './create-rotator.ts';
import { rotatorSettings } from './runtime/environment.ts';
import { createLog } from './runtime/logger.ts';
import { createMetrics } from './runtime/metrics.ts';

const settings = rotatorSettings(process.env);

export const handler = createRotator({
  settings,
  secretsManager: new SecretsManagerClient(clientSettings),
  eventBridge: new EventBridgeClient(clientSettings),
  fetch: globalThis.fetch,
  clock: { now: Date.now, sleep },
  random: Math.random,
  log: createLog(ServiceName.rotator),
  metrics: createMetrics(ServiceName.rotator, settings.secretPrefix),
});
