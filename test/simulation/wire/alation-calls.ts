import * as z from 'zod/mini';
import type { CredentialKind } from '../../../functions/integration/credential.ts';
import { presentedClient } from '../../../local/alation/client-authentication.ts';
import { readRequest } from '../../../local/alation/incoming-request.ts';
import type { IncomingRequest } from '../../../local/alation/incoming-request.ts';
import type { HttpResponse } from '../../../local/http/http-message.ts';
import type { SendToAlation } from '../../../local/in-process/alation-fetch.ts';
import type { Operation } from '../faults/fault-kind.ts';
import { noteRegenerated } from '../operators/stored-credentials.ts';
import type { Invocation } from '../world/invocation.ts';
import { exchange } from './http-exchange.ts';
import { refusalResponse } from './refusal-response.ts';
import { refusalsOfClients } from './refusals-of-clients.ts';
import type { WireWorld } from './wire-world.ts';

/** What a request to Alation is about. */
interface Call {
  readonly operation: Extract<Operation, 'mint' | 'verify' | 'inspect' | 'regenerate'>;
  readonly credential: CredentialKind;
  /** The refresh token or client secret that the request uses. */
  readonly secret?: string | undefined;
  /** How a client presents its secret. */
  readonly by?: 'basic' | 'body' | undefined;
  /** The access token that the request verifies. */
  readonly accessToken?: string | undefined;
}

const minted = z.union([
  z.pipe(
    z.object({ api_access_token: z.string() }),
    z.transform(({ api_access_token }) => api_access_token),
  ),
  z.pipe(
    z.object({ access_token: z.string() }),
    z.transform(({ access_token }) => access_token),
  ),
]);

const renewed = z.pipe(
  z.object({ refresh_token: z.string() }),
  z.transform(({ refresh_token }) => refresh_token),
);

/** Sends the requests of one invocation to Alation, and notes their effects. */
export function alationCalls(world: WireWorld, invocation: Invocation): SendToAlation {
  const { alationServer, alation, origin, truth, observe } = world;
  const by = invocation.id;
  const refusals = refusalsOfClients();
  return async (baseUrl, request) => {
    const call = callOf(await readRequest(request));
    const { operation, secret = '', accessToken = '' } = call;
    const integration =
      call.secret === undefined ? truth.minted.get(accessToken)?.integration : truth.ownerOf(call.secret);
    const about = { invocation: by, integration: integration ?? '', secret };
    if (operation === 'mint' && !refusals.isSecondForm(call)) observe({ kind: 'mint-requested', ...about });
    if (operation === 'inspect') observe({ kind: 'inspect-requested', ...about });
    if (operation === 'regenerate') observe({ kind: 'regenerate-requested', ...about });

    const process = async (): Promise<HttpResponse> => {
      origin.current = baseUrl;
      const earlier = truth.lastMintedFrom(secret);
      const wasActive = earlier !== undefined && alation.isActive(earlier);
      const active =
        operation === 'regenerate' ? [...truth.minted.keys()].filter((one) => alation.isActive(one)) : [];
      const refused = operation === 'verify' ? undefined : alation.refusalOf(secret);
      const response =
        refused === undefined
          ? await alationServer.respond(request)
          : refusalResponse(refused, call.credential);
      const newToken = operation === 'mint' ? minted.safeParse(jsonOf(response)).data : undefined;
      const mintedBy = newToken === undefined ? undefined : alationServer.mintedBy(newToken);
      if (newToken !== undefined && mintedBy !== undefined) {
        const { mintedAt, expiresAt } = mintedBy;
        truth.noteMint(newToken, { integration: about.integration, secret, mintedAt, expiresAt });
        const superseded = wasActive && !alation.isActive(earlier) ? earlier : undefined;
        const affected = truth.minted.get(superseded ?? '')?.integration ?? about.integration;
        const revokedOf = affected === about.integration ? undefined : affected;
        observe({ kind: 'minted', ...about, accessToken: newToken, superseded, revokedOf });
      }
      const successor = operation === 'regenerate' ? renewed.safeParse(jsonOf(response)).data : undefined;
      if (successor !== undefined) {
        alation.noteRegenerated(secret, successor);
        noteRegenerated(world, about.integration, secret, successor);
        const revoked = active.filter((one) => !alation.isActive(one));
        observe({ kind: 'regenerated', ...about, successor, revoked });
      }
      return response;
    };
    const { response, isTrue } = await exchange(
      world,
      invocation,
      { operation, integration, baseUrl, credential: call.credential },
      process,
    );
    if (!isTrue) return response;
    if (operation === 'mint' && refusals.recordResponse(call, response))
      observe({ kind: 'mint-rejected', ...about });
    const answer = operation === 'verify' && accessToken !== '' ? answerOf(response) : undefined;
    if (answer !== undefined)
      observe({ kind: 'verified', invocation: by, integration: about.integration, accessToken, answer });
    return response;
  };
}

function callOf(request: IncomingRequest): Call {
  const fields = typeof request.body === 'string' ? {} : request.body.fields;
  const field = (name: string) => {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
  };
  switch (request.path.split('/').findLast(Boolean)) {
    case 'createAPIAccessToken':
      return { operation: 'mint', credential: 'refresh-token', secret: field('refresh_token') };
    case 'regenRefreshToken':
      return { operation: 'regenerate', credential: 'refresh-token', secret: field('refresh_token') };
    case 'validateRefreshToken':
      return { operation: 'inspect', credential: 'refresh-token', secret: field('refresh_token') };
    case 'validateAPIAccessToken':
      return { operation: 'verify', credential: 'refresh-token', accessToken: field('api_access_token') };
    case 'token': {
      const client = presentedClient(request);
      return { operation: 'mint', credential: 'oauth-client', secret: client?.clientSecret, by: client?.by };
    }
    case 'introspect':
      return { operation: 'verify', credential: 'oauth-client', accessToken: field('token') };
    case 'userinfo': {
      const { token, authorization = '' } = request.headers;
      const sent = typeof token === 'string' ? token : authorization.replace('Bearer ', '');
      return { operation: 'verify', credential: 'oauth-client', accessToken: sent };
    }
    case 'jwks.json':
      return { operation: 'verify', credential: 'oauth-client' };
    default:
      throw new TypeError(`the simulation does not implement ${request.path}`);
  }
}

const described = z.union([z.object({ token_status: z.string() }), z.object({ active: z.boolean() })]);

/** Alation's answer to a verification; undefined if the response is no answer, e.g. when Alation refused the client. */
function answerOf(response: HttpResponse): 'active' | 'inactive' | undefined {
  const body = jsonOf(response);
  const { data } = described.safeParse(body);
  if (data !== undefined) {
    const isActive = 'active' in data ? data.active : data.token_status === 'ACTIVE';
    return isActive ? 'active' : 'inactive';
  }
  // `userinfo` of an active access token, and refusals of access tokens. A refused client has an `error`.
  if (response.status === 200) return 'active';
  const isAboutClient = typeof body === 'object' && body !== null && 'error' in body;
  return response.status === 401 && !isAboutClient ? 'inactive' : undefined;
}

function jsonOf({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
