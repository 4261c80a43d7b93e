/** Error names of AWS for a caller without permission. */
const denied: ReadonlySet<string> = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'DecryptionFailure',
  'EncryptionFailure',
  'KMSAccessDenied',
  'KMSAccessDeniedException',
]);

/** Error names of AWS for a caller without valid credentials. */
const notSignedIn = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'RequestExpired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
]);

const throttled = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|PriorRequestNotComplete)/;

const internal = /^(?:Internal(?:Failure|ServiceError|ServerError)|ServiceUnavailable)/;

/** The kind of an AWS error by its name; undefined for any other error. */
export function errorKind(name: string): 'denied' | 'not-signed-in' | 'transient' | undefined {
  if (denied.has(name) || name.startsWith('NotAuthorized')) return 'denied';
  if (notSignedIn.has(name)) return 'not-signed-in';
  return throttled.test(name) || internal.test(name) ? 'transient' : undefined;
}

/** Whether AWS answered that the resource does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(?:ResourceNotFound|NotFound)(?:Exception)?$/.test(error.name);
}
