import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import type { Deployment, DeploymentOptions } from '../handlers/deployment.ts';
import {
  dated,
  json,
  type RawServer,
  type Reaction,
  type ReceivedRequest,
  startRawServer,
} from '../support/raw-server.ts';
import { deployWithTls, localhost } from './tls.ts';
import { DAY_MS } from '../../functions/time.ts';

/** The scripted endpoints, which are the endpoints of API keys. */
export type ScriptedEndpoint = 'createAPIAccessToken' | 'validateAPIAccessToken' | 'validateRefreshToken';

/** Returns the response to a request. `good` is the body of a good response. */
export type ScriptedResponse = (good: Record<string, unknown>, request: ReceivedRequest) => Reaction;

/** An Alation over TLS with scripted responses. An endpoint without a script sends a good response. */
export interface ScriptedAlation extends RawServer {
  /** Responses of these endpoints from now on. */
  readonly script: Partial<Record<ScriptedEndpoint, ScriptedResponse>>;
  /** Access tokens of good responses, oldest first. Only the last access token of each refresh token is active. */
  readonly minted: readonly string[];
  /** Number of requests to an endpoint. */
  count(endpoint: ScriptedEndpoint): number;
}

const requestBody = z.looseObject({
  refresh_token: z.optional(z.string()),
  api_access_token: z.optional(z.string()),
});

interface GoodResponse {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Starts a scripted Alation on a free port, and a deployment that may call it. Both end with the test. */
export async function deployWithScripted(
  options: DeploymentOptions = {},
): Promise<{ readonly deployment: Deployment; readonly scripted: ScriptedAlation }> {
  const minted: string[] = [];
  const scripted = await startScriptedAlation(minted);
  const deployment = await deployWithTls({ ...options, otherOrigins: [scripted.origin] });
  onTestFinished(() => minted.forEach(deployment.canaries.register));
  return { deployment, scripted };
}

async function startScriptedAlation(minted: string[]): Promise<ScriptedAlation> {
  const active = new Map<string, string>();
  const script: ScriptedAlation['script'] = {};
  const goodResponse = (endpoint: ScriptedEndpoint | undefined, request: string): GoodResponse => {
    const fields = request === '' ? {} : requestBody.parse(JSON.parse(request));
    const now = Date.now();
    const common = { user_id: 102, created_at: new Date(now).toISOString(), token_status: 'ACTIVE' };
    const until = (days: number) => ({ token_expires_at: new Date(now + days * DAY_MS).toISOString() });
    switch (endpoint) {
      case 'createAPIAccessToken': {
        const api_access_token = randomBytes(33).toString('base64url');
        minted.push(api_access_token);
        active.set(fields.refresh_token ?? '', api_access_token);
        return { status: 201, body: { ...common, ...until(1), api_access_token } };
      }
      case 'validateAPIAccessToken':
        return [...active.values()].includes(fields.api_access_token ?? '')
          ? { status: 200, body: { ...common, ...until(1) } }
          : { status: 401, body: { detail: 'API Access Token provided is invalid.', code: '401000' } };
      case 'validateRefreshToken':
        return { status: 200, body: { ...common, ...until(60) } };
      case undefined:
        return { status: 404, body: {} };
    }
  };
  const server = await startRawServer((request) => {
    const endpoint = endpointOf(request.path);
    const good = goodResponse(endpoint, request.body);
    const scripted = endpoint && script[endpoint];
    return dated(
      scripted === undefined ? json(good.status, good.body) : scripted(good.body, request),
      Date.now(),
    );
  }, localhost);
  onTestFinished(() => server.close());
  return {
    ...server,
    script,
    minted,
    count: (endpoint) => server.requests.filter(({ path }) => endpointOf(path) === endpoint).length,
  };
}

/** Creates an integration of a deployment at this Alation, with this many refresh tokens. */
export async function integrateAt(
  deployment: Deployment,
  origin: string,
  integration: string,
  refreshTokens = 1,
): Promise<void> {
  await deployment.addIntegration(integration);
  await deployment.store(integration, {
    base_url: origin,
    credentials: Array.from({ length: refreshTokens }, (_, index) => ({
      name: 'abcdefgh'[index],
      refresh_token: deployment.canaries.make(),
      user_id: 102,
    })),
  });
}

function endpointOf(path: string): ScriptedEndpoint | undefined {
  const [, name] = /^\/integration\/v1\/(\w+)\/$/.exec(path) ?? [];
  return name === 'createAPIAccessToken' ||
    name === 'validateAPIAccessToken' ||
    name === 'validateRefreshToken'
    ? name
    : undefined;
}
