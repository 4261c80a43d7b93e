import type { ILayerVersion } from 'aws-cdk-lib/aws-lambda';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CaBundle } from './ca-bundle.ts';
import { FunctionNetwork } from './function-network.ts';
import { ENDPOINT_DOMAIN } from './service-endpoints.ts';
import type { Settings } from './settings-schema.ts';

/**
 * How the functions connect to Alation and AWS: the network, the proxy and the CAs. The defaults are the network of
 * AWS, no proxy and the public CAs.
 */
export class Egress extends Construct {
  readonly network: FunctionNetwork | undefined;
  readonly layers: readonly ILayerVersion[];
  /** Environment variables of Node and the SDK. */
  readonly environment: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const { network, httpsProxy, allowedHosts, caBundle } = settings;

    this.network =
      network === undefined
        ? undefined
        : new FunctionNetwork(this, 'Network', { network, httpsProxy, allowedHosts });
    const bundle = caBundle === undefined ? undefined : new CaBundle(this, 'CaBundle', caBundle);
    this.layers = bundle === undefined ? [] : [bundle.layer];
    this.environment = {
      ...this.network?.endpoints.environment,
      ...proxyEnvironment(settings),
      ...(bundle === undefined ? {} : { NODE_EXTRA_CA_CERTS: bundle.path }),
    };
  }

  /** Allows these roles to use the endpoints. */
  allow(...roles: readonly IRole[]): void {
    this.network?.endpoints.allow(...roles);
  }
}

/**
 * The standard variables of a proxy, and the variable that makes Node use them.
 *
 * @see https://nodejs.org/docs/latest-v24.x/api/http.html#built-in-proxy-support
 */
function proxyEnvironment({ httpsProxy, noProxy, network }: Settings): Record<string, string> {
  if (httpsProxy === undefined) return {};
  const direct = [...noProxy, ...(network?.endpoints.length ? [ENDPOINT_DOMAIN] : [])];
  return {
    NODE_USE_ENV_PROXY: '1',
    HTTPS_PROXY: httpsProxy,
    ...(direct.length === 0 ? {} : { NO_PROXY: direct.join(',') }),
  };
}
