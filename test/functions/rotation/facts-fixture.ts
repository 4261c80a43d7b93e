import type { MintedAccessToken, PublishedAccessToken } from '../../../functions/integration/access-token.ts';
import { formatAccessTokenDocument } from '../../../functions/integration/access-token-document.ts';
import type { Credential } from '../../../functions/integration/credential.ts';
import { defaultPolicy } from '../../../functions/integration/policy.ts';
import type {
  CredentialInspection,
  SecretValue,
  TokenEndpoints,
} from '../../../functions/integration/ports.ts';
import { mintedByOf } from '../../../functions/rotation/issuing-credential.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import type {
  RotationErrorCode,
  RotationErrorDetail,
} from '../../../functions/integration/rotation-error.ts';
import type { RotationDependencies, RotationFacts } from '../../../functions/rotation/facts.ts';
import { Sensitive } from '../../../functions/integration/sensitive.ts';
import { inMemoryStore } from '../../support/in-memory-store.ts';
import type { InMemoryStore } from '../../support/in-memory-store.ts';
import { credentialState, DAY_MS, HOUR_MS, NOW, integrationState, VERSION } from './state-fixture.ts';

export const BASE_URL = 'https://acme.alationcloud.com';

/** A refresh token with this name. */
export const refreshToken = (name: string): Credential => ({
  kind: 'refresh-token',
  name,
  refreshToken: new Sensitive(`refresh token of ${name}`),
  userId: 102,
});

/** An OAuth client with this name. */
export const client = (name: string): Credential => ({
  kind: 'oauth-client',
  name,
  clientId: name,
  clientSecret: new Sensitive(`client secret of ${name}`),
});

/** An error that a script throws. */
export const failure = (code: RotationErrorCode, detail: RotationErrorDetail = {}) =>
  new RotationError(code, `${code} of the script`, detail);

/** An access token with this text, minted now with a lifetime of a day. */
export const minted = (text: string, changes: Partial<MintedAccessToken> = {}): MintedAccessToken => ({
  accessToken: new Sensitive(text),
  tokenType: 'APIAccessToken',
  issuedAt: NOW,
  expiresAt: NOW + DAY_MS,
  expirySource: 'reported',
  ...changes,
});

/** An access token with this text, published 12 hours ago from credential `a`. */
export const published = (
  text: string,
  changes: Partial<PublishedAccessToken> = {},
): PublishedAccessToken => ({
  accessToken: new Sensitive(text),
  tokenType: 'APIAccessToken',
  issuedAt: NOW - 12 * HOUR_MS,
  expiresAt: NOW + 12 * HOUR_MS,
  baseUrl: BASE_URL,
  credential: 'a',
  userId: 102,
  ...changes,
});

/** Responses of an endpoint, in order. An error among them is thrown. A call beyond the last response throws a TypeError. */
type Script<T> = readonly (T | Error)[];

/** Alation's responses. */
export interface AlationScript {
  readonly mint?: Script<MintedAccessToken>;
  readonly verify?: Script<Awaited<ReturnType<TokenEndpoints['verify']>>>;
  readonly inspect?: Script<CredentialInspection>;
  /**
   * Responses to the inspections that follow a rejected mint.
   * @default - the responses confirm the rejection
   */
  readonly confirmation?: Script<CredentialInspection>;
}

/** The dependencies of a rotation under test, and a record of its calls. */
export interface RotationBench {
  readonly deps: RotationDependencies;
  readonly store: InMemoryStore;
  /** The calls in order, such as `acquireWrite`, `mint a`, `verify <access token> as a`, `sleep 500` and `put`. */
  readonly calls: string[];
  readonly log: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** Advances the clock. */
  moveBy(ms: number): void;
  /** The current value of the access-token secret of `bi`. */
  current(): SecretValue | undefined;
  /** Writes an access token to the access-token secret of `bi`, as another rotator would. */
  publishElsewhere(accessToken: PublishedAccessToken): SecretValue;
}

/** Creates a bench for integration `bi`, in which Alation responds by script. */
export function rotationBench(script: AlationScript): RotationBench {
  let time = NOW;
  let writes = 0;
  const calls: string[] = [];
  const log: RotationBench['log'] = [];
  const store = inMemoryStore({ now: () => time });
  store.addIntegration('bi');
  store.putCredentials('bi', { base_url: BASE_URL });
  const respond = <T>(responses: Script<T> = []) => {
    const left = [...responses];
    return async (call: string): Promise<T> => {
      calls.push(call);
      const next = left.shift();
      if (next === undefined) throw new TypeError(`the script has no response left for: ${call}`);
      if (next instanceof Error) throw next;
      return next;
    };
  };
  const mint = respond(script.mint);
  const verify = respond(script.verify);
  const inspect = respond(script.inspect);
  const confirmation = respond(script.confirmation);
  const confirm = async (call: string): Promise<CredentialInspection> => {
    if (script.confirmation !== undefined) return confirmation(call);
    calls.push(call);
    return { state: 'refused' };
  };
  /** Names of the credentials whose rejection was not confirmed yet. */
  const rejected = new Set<string>();
  const record = (event: string, fields: Readonly<Record<string, unknown>>) => {
    log.push({ event, fields });
  };

  return {
    store,
    calls,
    log,
    deps: {
      store: {
        ...store,
        putAccessToken: (...write) => {
          calls.push('put');
          return store.putAccessToken(...write);
        },
        readSecrets: (integration) => {
          calls.push('read');
          return store.readSecrets(integration);
        },
        writeTags: (...write) => {
          calls.push('tag');
          return store.writeTags(...write);
        },
      },
      endpoints: {
        mint: (_, { name }) =>
          mint(`mint ${name}`).catch((error: unknown) => {
            if (error instanceof RotationError && error.code === 'CredentialRejected') rejected.add(name);
            throw error;
          }),
        verify: (_, { accessToken }, { name }) => verify(`verify ${accessToken.reveal()} as ${name}`),
        inspect: (_, { name }) =>
          rejected.delete(name) ? confirm(`confirmation ${name}`) : inspect(`inspect ${name}`),
        regenerate: async () => {
          throw new TypeError('no renewal was scripted');
        },
      },
      parseBaseUrl: (text) => text,
      acquireWrite: async () => {
        calls.push('acquireWrite');
      },
      clock: {
        now: () => time,
        sleep: async (ms) => {
          calls.push(`sleep ${ms}`);
          time += ms;
        },
      },
      random: () => 0.5,
      log: { info: record, warn: record, error: record },
      policy: defaultPolicy,
    },
    moveBy: (ms) => {
      time += ms;
    },
    current: () => store.currentAccessToken('bi'),
    publishElsewhere(accessToken) {
      writes += 1;
      store.putForeignAccessToken('bi', formatAccessTokenDocument(accessToken).reveal());
      const value = store.currentAccessToken('bi');
      if (value === undefined) throw new TypeError(`write ${writes} was lost`);
      return value;
    },
  };
}

/** The facts of integration `bi` with these credentials. */
export function rotationFacts(
  credentials: readonly Credential[],
  changes: Partial<RotationFacts> = {},
): RotationFacts {
  return {
    listed: { integration: 'bi', credentialsVersionId: VERSION, tags: {} },
    state: integrationState({
      credentials: credentials.map(({ name, kind }) => credentialState({ name, kind })),
    }),
    secrets: {
      credentials: { versionId: VERSION, text: '', createdAt: NOW - 10 * DAY_MS },
      accessToken: undefined,
    },
    credentials: { baseUrl: BASE_URL, credentials },
    published: undefined,
    mintedBy: changes.published && mintedByOf(changes.published, undefined),
    until: NOW + 60_000,
    ...changes,
  };
}
