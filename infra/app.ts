import { App } from 'aws-cdk-lib';
import { needsLookup } from './function-network.ts';
import { settingsOf } from './settings-context.ts';
import { SettingsError } from './settings-error.ts';
import { refuseLargeTemplates } from './template-size.ts';
import { TokenRotatorStack } from './token-rotator-stack.ts';

function synthesise(app: App): void {
  const settings = settingsOf(app.node);
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  const looksUp = needsLookup(settings.network);
  if (looksUp && account === undefined) {
    throw new SettingsError(
      'network names what is looked up in your account, and there are no AWS credentials to look with: sign in, or give ' +
        'ids of the VPC, its subnets and security groups',
    );
  }
  // Only a look-up needs to know the account when the stack is synthesised; without one the template fits any.
  const env = looksUp ? { account, region } : undefined;
  // The prefix tells two rotators of one account apart, so it names the stack as well.
  new TokenRotatorStack(app, `${settings.prefix}-token-rotator`, settings, env && { env });
  refuseLargeTemplates(app.synth());
}

try {
  synthesise(new App());
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(
    `${error.message}\n\nThe settings stand in cdk.json, or in the file that -c alation-token-rotator names.`,
  );
  process.exitCode = 1;
}
