import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-code.ts';
import type { ExpectedError } from './ask-aws.ts';
import { isNotFound } from './error-kind.ts';

/** If AWS does not find a resource, throws the error for a missing part of the stack. */
export function unlessMissing(what: string): ExpectedError<never> {
  return {
    is: isNotFound,
    result: () => {
      throw notDeployed(what);
    },
  };
}

/** The error for a missing part of the stack. */
export function notDeployed(what: string): CliError {
  return new CliError(what, {
    code: 'StackNotFound',
    exitCode: ExitCode.needsPerson,
    todo: [
      'Check --prefix, --region and the AWS account',
      'If they are right, deploy the stack (npx cdk deploy): this restores what is missing and changes no secret',
    ],
  });
}
