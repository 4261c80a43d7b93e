import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { appOptions, bootstrapArguments, runCdk } from '../support/cdk.ts';
import { ACCOUNT, awsEnvironment, REGION } from './account.ts';

/** Prepares moto's account with `cdk bootstrap`. */
export function bootstrap(): Promise<string> {
  return runCdk(awsEnvironment, bootstrapArguments(ACCOUNT, REGION));
}

/**
 * Deploys a rotator with these settings. The folder receives the CDK's output and the settings file.
 *
 * The deployment uses no change sets, because moto identifies a change set by its name only and two stacks use the same
 * names. The deployment uses no previous parameters, because moto does not store parameters.
 */
export function deploy(folder: string, settings: TokenRotatorProps): Promise<string> {
  return runCdk(awsEnvironment, [
    'deploy',
    ...appOptions(folder, settings),
    '--require-approval',
    'never',
    '--method',
    'direct',
    '--no-previous-parameters',
  ]);
}

/** Destroys the stack of a rotator. */
export function destroy(folder: string, settings: TokenRotatorProps): Promise<string> {
  return runCdk(awsEnvironment, ['destroy', ...appOptions(folder, settings), '--force']);
}
