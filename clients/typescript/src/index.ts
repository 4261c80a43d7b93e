/** Keeps the current access token of an integration of the Alation token rotator in memory. */
export { AccessToken } from './access-token.ts';
export { AccessTokenClient, type AccessTokenClientOptions } from './access-token-client.ts';
export { AccessTokenError, type AccessTokenErrorCode } from './access-token-error.ts';
export { alationFetch, type AlationFetch } from './alation-fetch.ts';
