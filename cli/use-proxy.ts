import http from 'node:http';
import { usageError, type CliError } from './cli-error.ts';

/**
 * Makes Node.js use HTTPS_PROXY and NO_PROXY, as the AWS CLI does. Node.js alone uses them only if
 * `NODE_USE_ENV_PROXY` is set. `main.ts` imports this file first, because the AWS clients read that variable when they
 * are loaded. With NODE_USE_ENV_PROXY=0 the command uses no proxy.
 */
const { HTTPS_PROXY, https_proxy, NODE_USE_ENV_PROXY } = process.env;
const namesProxy = Boolean(HTTPS_PROXY || https_proxy);
/** Exists since Node.js 24.14. Node.js 22.21 and 24.5 or later read the variables only when they start. */
const { setGlobalProxyFromEnv }: Partial<typeof http> = http;
if (NODE_USE_ENV_PROXY === undefined && namesProxy && setGlobalProxyFromEnv !== undefined) {
  process.env['NODE_USE_ENV_PROXY'] = '1';
  setGlobalProxyFromEnv();
}

/** The error for a proxy that this version of Node.js does not use, so that no request bypasses the proxy. */
export function ignoredProxy(): CliError | undefined {
  if (!namesProxy || NODE_USE_ENV_PROXY === '0' || setGlobalProxyFromEnv !== undefined) return undefined;
  const usesProxy = process.allowedNodeEnvironmentFlags.has('--use-env-proxy');
  if (usesProxy && NODE_USE_ENV_PROXY !== undefined) return undefined;
  return usageError(
    `Node.js ${process.versions.node} does not use HTTPS_PROXY; no request was sent`,
    usesProxy
      ? 'Set NODE_USE_ENV_PROXY=1, or use Node.js 24.14 or later'
      : 'Use Node.js 24.14 or later, or 22.21 or later with NODE_USE_ENV_PROXY=1',
    'To reach AWS and Alation without the proxy, set NODE_USE_ENV_PROXY=0',
  );
}
