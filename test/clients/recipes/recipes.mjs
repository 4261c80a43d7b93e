/**
 * Runs the recipes for Node.js in docs/recipes.md against the AWS that the environment names. Prints how often
 * @middy/secrets-manager reads the secret with each setting, for four calls within two hours. Also prints a field that
 * Powertools reads.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { getSecret } from '@aws-lambda-powertools/parameters/secrets';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import secretsManager from '@middy/secrets-manager';

const SECRET = 'alation/demo/access-token';
let passedMs = 0;
const now = Date.now.bind(Date);
Date.now = () => now() + passedMs;

let reads = 0;
class CountingClient extends SecretsManagerClient {
  send(command, ...others) {
    if (command instanceof GetSecretValueCommand) reads += 1;
    return super.send(command, ...others);
  }
}

async function readsOfMiddy(cacheKey, options) {
  reads = 0;
  const fetchData = { alation: SECRET };
  const handler = middy()
    .use(secretsManager({ AwsClient: CountingClient, fetchData, setToContext: true, cacheKey, ...options }))
    .handler(async (_, context) => context.alation.header_name);
  for (let call = 0; call < 4; call += 1) {
    if ((await handler({}, {})) !== 'TOKEN') throw new Error('middy did not read the document');
    await sleep(50);
    passedMs += 40 * 60_000;
  }
  return reads;
}

const printed = {
  default: await readsOfMiddy('default', {}),
  rotationDate: await readsOfMiddy('rotationDate', { fetchRotationDate: true }),
  hour: await readsOfMiddy('hour', { cacheExpiry: 3_600_000 }),
  powertools: (await getSecret(SECRET, { transform: 'json', maxAge: 3600 })).header_name,
};
console.log(JSON.stringify(printed));
// The timers of middy's cache would keep the process running.
process.exit(0);
