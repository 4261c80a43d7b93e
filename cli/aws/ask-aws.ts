import * as z from 'zod/mini';
import {
  describeFailedRequest,
  failedRequest,
  type FailedRequest,
} from '../../functions/aws/failed-request.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { namedEndpoints } from './endpoint-url.ts';

/** Names by which AWS says that the caller may not. */
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

const internal = /^(?:Internal(?:Failure|ServiceError|ServerError)|ServiceUnavailable)/;

/** What a name that AWS gives an error means, as far as it tells. */
export function errorKind(name: string): 'denied' | 'not-signed-in' | 'passing' | undefined {
  if (denied.has(name) || name.startsWith('NotAuthorized')) return 'denied';
  if (notSignedIn.has(name)) return 'not-signed-in';
  return throttled.test(name) || internal.test(name) ? 'passing' : undefined;
}

/** Whether AWS answered that the thing asked about is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && /^(?:ResourceNotFound|NotFound)(?:Exception)?$/.test(error.name);
}

/** An error that the caller knows what to make of. */
export interface ExpectedError<T> {
  readonly is: (error: unknown) => boolean;
  /** What it means; may throw the caller's own error instead. */
  readonly means: () => T;
}

/**
 * Sends one request.
 *
 * @param action the IAM action it needs, e.g. `secretsmanager:GetSecretValue`
 * @param resource what it is about, as a person knows it
 * @throws CliError which names both, and nothing of the SDK's own message
 */
export async function askAws<T, E = never>(
  action: string,
  resource: string,
  request: () => Promise<T>,
  expected?: ExpectedError<E>,
): Promise<T | E> {
  try {
    return await request();
  } catch (error) {
    if (expected?.is(error)) return expected.means();
    throw awsError(action, resource, error);
  }
}

function awsError(action: string, resource: string, error: unknown): CliError {
  const failed = failedRequest(error);
  const where = failed.unanswered ? reachedFor(error) : undefined;
  const how = [describeFailedRequest(failed), where].filter((part) => part !== undefined).join(' at ');
  const what = `${action} on ${resource} failed (${how})`;
  const kind = errorKind(failed.name);
  if (isForeign(failed)) return notAws(`${action} on ${resource}`, failed.status);
  if (isClockOff(error, failed)) {
    return new CliError(what, {
      code: 'ClockOff',
      exitCode: ExitCode.needsPerson,
      todo: ['The clock of this machine is not the one of AWS: set it right, and run the command again'],
    });
  }
  if (kind === 'denied') {
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
  if (kind === 'not-signed-in') {
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
  const passing = failed.unanswered || kind === 'passing' || (failed.status ?? 0) >= 500;
  return new CliError(what, {
    code: passing ? 'AwsUnavailable' : 'AwsRefused',
    exitCode: passing ? ExitCode.notYet : ExitCode.needsPerson,
    todo: passing
      ? ['Try again in a moment', ...(failed.unanswered ? endpointsInTheWay() : [])]
      : ['AWS refused the request as it is: please report it with the request id'],
  });
}

/** What Node tells of who did not answer. */
const unreached = z.object({
  address: z.optional(z.string()),
  port: z.optional(z.number()),
  hostname: z.optional(z.string()),
});

/** Who did not answer: `127.0.0.1:4566`, or a host whose name is not known. */
function reachedFor(error: unknown): string | undefined {
  // Of a name with several addresses each was tried.
  const [tried]: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const { address, port, hostname } = unreached.safeParse(tried).data ?? {};
  return address !== undefined && port !== undefined ? `${address}:${port}` : hostname;
}

/** AWS answers with what the SDK can read, and redirects nobody; in trouble it may answer with anything. */
function isForeign({ name, status = 500 }: FailedRequest): boolean {
  return status < 500 && (name === 'SyntaxError' || (status >= 300 && status < 400));
}

/** A wrong key has the same name: only the words of the message tell, which go nowhere. */
function isClockOff(error: unknown, { name }: FailedRequest): boolean {
  if (/^Request(?:Expired|TimeTooSkewed|InTheFuture)$/.test(name)) return true;
  return error instanceof Error && /^Signature (?:expired|not yet current)/.test(error.message);
}

function notAws(what: string, status: number | undefined): CliError {
  return new CliError(`${what} failed: what answered is not AWS (HTTP ${status})`, {
    code: 'NotAws',
    exitCode: ExitCode.needsPerson,
    todo: [
      'A proxy, or the sign-on page of the network (a captive portal), answers in its place: sign on there, or go round it',
      ...namedEndpoints(process.env).map(
        ([variable, origin]) => `${variable} is ${origin}: if that is none of AWS, correct it or unset it`,
      ),
    ],
  });
}

/** The environment may name an endpoint that is long gone, such as one of a local AWS. */
function endpointsInTheWay(): readonly string[] {
  return namedEndpoints(process.env).map(
    ([variable, origin]) => `${variable} is ${origin}: if nothing answers there, correct it or unset it`,
  );
}
