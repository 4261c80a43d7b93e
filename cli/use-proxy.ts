import { setGlobalProxyFromEnv } from 'node:http';

/**
 * Makes Node.js use HTTPS_PROXY and NO_PROXY, as every AWS tool does. Node.js alone uses them only if
 * `NODE_USE_ENV_PROXY` is set. `main.ts` imports this file first, because the AWS clients read that variable when they
 * are loaded. An operator can set it to 0.
 */
const { HTTPS_PROXY, https_proxy, NODE_USE_ENV_PROXY } = process.env;
if (NODE_USE_ENV_PROXY === undefined && (HTTPS_PROXY || https_proxy)) {
  process.env['NODE_USE_ENV_PROXY'] = '1';
  setGlobalProxyFromEnv();
}
