import * as z from 'zod/mini';
import {
  describeFailedRequest,
  failedRequest,
  type FailedRequest,
} from '../../functions/aws/failed-request.ts';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import { namedEndpoints } from './endpoint-url.ts';
import { errorKind, isNotFound } from './error-kind.ts';

/**
 * The error for a failed request to AWS. It quotes nothing of the SDK's message.
 *
 * @param action the IAM action that the request needs
 * @param resource name of the resource, for the message
 */
export function awsError(action: string, resource: string, error: unknown): CliError {
  const failed = failedRequest(error);
  const where = failed.unanswered ? unreachableHost(error) : undefined;
  const how = [describeFailedRequest(failed), where].filter((part) => part !== undefined).join(' at ');
  const what = `${action} on ${resource} failed (${how})`;
  const kind = errorKind(failed.name);
  if (isNotFromAws(failed)) return notAws(`${action} on ${resource}`, failed.status);
  if (isClockOff(error, failed)) {
    return new CliError(what, {
      code: 'ClockOff',
      exitCode: ExitCode.needsPerson,
      todo: [
        'Set the clock of this machine: it differs too much from the clock of AWS. Then run the command again',
      ],
    });
  }
  if (kind === 'denied') {
    return new CliError(what, {
      code: 'AccessDenied',
      exitCode: ExitCode.needsPerson,
      todo: [`Get the IAM permission ${action} on ${resource}${keyPermissions[action] ?? ''}`],
    });
  }
  if (kind === 'not-signed-in') {
    return new CliError(what, {
      code: 'NotSignedIn',
      exitCode: ExitCode.needsPerson,
      todo: [
        'Sign in to AWS again (with "aws sso login" or as your company does), or name a profile with --profile',
      ],
    });
  }
  if (isNotFound(error)) {
    return new CliError(what, {
      code: 'NotFound',
      exitCode: ExitCode.needsPerson,
      todo: ['Check --prefix, --region and the AWS account, and that the stack is deployed'],
    });
  }
  const isTransient = failed.unanswered || kind === 'transient' || (failed.status ?? 0) >= 500;
  return new CliError(what, {
    code: isTransient ? 'AwsUnavailable' : 'AwsRefused',
    exitCode: isTransient ? ExitCode.transient : ExitCode.needsPerson,
    todo: isTransient
      ? ['Try again in a moment', ...(failed.unanswered ? checkEndpoints('if no server responds there') : [])]
      : ['AWS rejected the request as invalid: report this defect with the request id'],
  });
}

/** Actions on a value also need permissions on the KMS key of the secret. */
const keyPermissions: Readonly<Record<string, string>> = {
  'secretsmanager:GetSecretValue': ', and kms:Decrypt on its KMS key',
  'secretsmanager:PutSecretValue': ', and kms:Decrypt and kms:GenerateDataKey on its KMS key',
};

/** Fields of a network error of Node.js. */
const networkError = z.object({
  address: z.optional(z.string()),
  port: z.optional(z.number()),
  hostname: z.optional(z.string()),
});

/** The host that sent no response: `127.0.0.1:4566`, or a host name that DNS does not resolve. */
function unreachableHost(error: unknown): string | undefined {
  // Node.js tried every address of the host. The message names the first address.
  const [tried]: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const { address, port, hostname } = networkError.safeParse(tried).data ?? {};
  return address !== undefined && port !== undefined ? `${address}:${port}` : hostname;
}

/** Below status 500 AWS answers with a body that the SDK can read, and never with a redirect. */
function isNotFromAws({ name, status = 500 }: FailedRequest): boolean {
  return status < 500 && (name === 'SyntaxError' || (status >= 300 && status < 400));
}

/** A wrong clock and a wrong key can cause the same error name. Then the message decides; the command does not print it. */
function isClockOff(error: unknown, { name }: FailedRequest): boolean {
  if (/^Request(?:Expired|TimeTooSkewed|InTheFuture)$/.test(name)) return true;
  return error instanceof Error && /^Signature (?:expired|not yet current)/.test(error.message);
}

function notAws(what: string, status: number | undefined): CliError {
  return new CliError(`${what} failed: the response is not from AWS (HTTP ${status})`, {
    code: 'NotAws',
    exitCode: ExitCode.needsPerson,
    todo: [
      'A proxy or the sign-on page of the network (a captive portal) sent the response: sign on there, or bypass the proxy',
      ...checkEndpoints('if that is not an endpoint of AWS'),
    ],
  });
}

/** The environment may still name an endpoint that no longer exists, such as a local AWS. */
function checkEndpoints(condition: string): readonly string[] {
  return namedEndpoints(process.env).map(
    ([variable, origin]) => `${variable} is ${origin}: ${condition}, correct or unset it`,
  );
}
