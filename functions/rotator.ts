/**
 * The rotator's Lambda function. Its schedule sweeps every integration; an `Access Token Rotation Requested` event, or
 * an invocation with `{"integration": "…"}`, rotates one. Environment: `RotatorSettings`. A wrong environment fails the
 * function's start with all problems named.
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
