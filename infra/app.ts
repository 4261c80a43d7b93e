import { App } from 'aws-cdk-lib';
import { bundleFunctions } from './bundle-function.ts';
import { needsLookup } from './function-network.ts';
import { refuseOtherPartitions } from './partition.ts';
import { settingsOf } from './settings-context.ts';
import { SettingsError } from './settings-error.ts';
import { refuseLargeTemplates } from './template-size.ts';
import { TokenRotatorStack } from './token-rotator-stack.ts';

function synthesise(app: App): void {
  const settings = settingsOf(app.node);
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  refuseOtherPartitions(region);
  const looksUp = needsLookup(settings.network);
  if (looksUp && account === undefined) {
    throw new SettingsError(
      'the CDK must look up the network in your account, and there are no AWS credentials: sign in, or use the ids of the ' +
        'VPC, its subnets and security groups in network',
    );
  }
  // Only a look-up needs the account at synthesis. Without an account, the template fits every account.
  const env = looksUp ? { account, region } : undefined;
  // The prefix distinguishes the rotators of one account, so the stack's name contains it.
  new TokenRotatorStack(app, `${settings.prefix}-token-rotator`, settings, env && { env });
  refuseLargeTemplates(app.synth());
}

/** The message for an operator. Undefined for a defect: then a developer needs the stack trace. */
function messageOf(error: unknown): string | undefined {
  if (error instanceof SettingsError) return error.message;
  // If values are too large for AWS, the CDK throws one error that lists all of them.
  const { message } = error instanceof Error ? error : new Error();
  return message.startsWith('Validation failed with the following errors') ? message : undefined;
}

try {
  await bundleFunctions();
  // `synthesise` calls `app.synth()`. Without `autoSynth: false`, the CDK would synthesise again when the process ends, and
  // would print the same error with its stack trace.
  synthesise(new App({ autoSynth: false }));
} catch (error) {
  const message = messageOf(error);
  if (message === undefined) throw error;
  console.error(
    `${message}\n\nThe settings are in cdk.json, or in the file that -c alation-token-rotator names.`,
  );
  process.exitCode = 1;
}
