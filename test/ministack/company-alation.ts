import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  startLocalAlation,
  type LocalAlation,
  type LocalAlationOptions,
} from '../../local/alation/server.ts';
import { systemClock } from '../../local/clock.ts';
import { startConnectProxy, type ConnectProxy } from '../support/connect-proxy.ts';

const tls = (name: string) => readFileSync(join(import.meta.dirname, '..', 'deploy', 'tls', name), 'utf8');

/** An Alation with a certificate of a private CA, behind a proxy. */
export interface CompanyAlation {
  readonly alation: LocalAlation;
  readonly proxy: ConnectProxy;
  /** Settings with which a rotator reaches this Alation. */
  readonly settings: {
    readonly allowedHosts: readonly string[];
    readonly httpsProxy: string;
    readonly caBundle: string;
  };
  /** A new refresh token, as an operator stores it. */
  newRefreshToken(): RefreshTokenCredentials;
  /** A new OAuth client, as an operator stores it. */
  newOAuthClient(): OAuthCredentials;
  /** Environment with which an operator's program reaches this Alation. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

interface RefreshTokenCredentials {
  readonly base_url: string;
  readonly refresh_token: string;
  readonly user_id: number;
}

interface OAuthCredentials {
  readonly base_url: string;
  readonly client_id: string;
  readonly client_secret: string;
}

const BASE_URL = 'https://alation.example.com';
const CA_BUNDLE = 'test/deploy/tls/company-ca.pem';

/** Starts an Alation that is reachable only through the proxy. */
export async function startCompanyAlation(
  options: Partial<LocalAlationOptions> = {},
): Promise<CompanyAlation> {
  const alation = await startLocalAlation({
    clock: systemClock,
    supersession: 'revokes',
    tls: { key: tls('alation-key.pem'), cert: tls('alation-cert.pem') },
    ...options,
  });
  const proxy = await startConnectProxy(alation.port);
  let made = 0;
  const name = () => {
    made += 1;
    return `credential-${made}`;
  };
  return {
    alation,
    proxy,
    newRefreshToken() {
      const { refreshToken, userId } = alation.createRefreshTokenInUi({ userId: 102, name: name() });
      return { base_url: BASE_URL, refresh_token: refreshToken, user_id: userId };
    },
    newOAuthClient() {
      const { clientId, clientSecret } = alation.registerOAuthClient({ name: name() });
      return { base_url: BASE_URL, client_id: clientId, client_secret: clientSecret };
    },
    settings: { allowedHosts: ['alation.example.com'], httpsProxy: proxy.url, caBundle: CA_BUNDLE },
    environment: {
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: join(import.meta.dirname, '..', '..', CA_BUNDLE),
    },
    async close() {
      proxy.close();
      await alation.close();
    },
  };
}
