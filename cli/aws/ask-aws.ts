import { describeFailedRequest, failedRequest } from '../../functions/aws/failed-request.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';

/** Names by which AWS says that the caller may not. */
const denied = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'DecryptionFailure',
  'EncryptionFailure',
  'KMSAccessDenied',
  'KMSAccessDeniedException',
  'NotAuthorized',
]);

/** Names by which it says that it does not know the caller, or not any more. */
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

/** Whether AWS answered that the thing asked about is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(?:ResourceNotFound|NotFound)(?:Exception)?$/.test(error.name);
}

/**
 * Sends one request.
 *
 * @param action the IAM action it needs, e.g. `secretsmanager:GetSecretValue`
 * @param resource what it is about, as a person knows it
 * @throws CliError which names both, and nothing of the SDK's own message; errors of a thing that is not there pass
 *   unchanged where the caller says that it knows them
 */
export async function askAws<T>(
  action: string,
  resource: string,
  request: () => Promise<T>,
  passes: (error: unknown) => boolean = () => false,
): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (passes(error)) throw error;
    throw awsError(action, resource, error);
  }
}

function awsError(action: string, resource: string, error: unknown): CliError {
  const failed = failedRequest(error);
  const what = `${action} on ${resource} failed (${describeFailedRequest(failed)})`;
  if (denied.has(failed.name)) {
    return new CliError(what, {
      code: 'AccessDenied',
      exitCode: ExitCode.needsPerson,
      todo: [
        `You need the IAM action ${action} on ${resource}` +
          (action.startsWith('secretsmanager:') && action.endsWith('Value')
            ? ', and the use of its KMS key (kms:Decrypt, kms:GenerateDataKey)'
            : ''),
      ],
    });
  }
  if (notSignedIn.has(failed.name)) {
    return new CliError(what, {
      code: 'NotSignedIn',
      exitCode: ExitCode.needsPerson,
      todo: [
        'Sign in to AWS again (aws sso login, or as your company does it), or name a profile: --profile <name>',
      ],
    });
  }
  if (isNotFound(error)) {
    return new CliError(what, {
      code: 'NotFound',
      exitCode: ExitCode.needsPerson,
      todo: ['Check --prefix, --region and the account you are signed in to, and that the stack is deployed'],
    });
  }
  const passing = failed.unanswered || throttled.test(failed.name) || (failed.status ?? 0) >= 500;
  return new CliError(what, {
    code: passing ? 'AwsUnavailable' : 'AwsRefused',
    exitCode: passing ? ExitCode.notYet : ExitCode.needsPerson,
    todo: [
      passing
        ? 'Try again in a moment'
        : 'AWS refused the request as it is: please report it with the request id',
    ],
  });
}
