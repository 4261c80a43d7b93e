import { App } from 'aws-cdk-lib';
import { needsLookup } from './function-network.ts';
import { settingsOf } from './settings-context.ts';
import { refuseLargeTemplates } from './template-size.ts';
import { TokenRotatorStack } from './token-rotator-stack.ts';

const app = new App();
const settings = settingsOf(app.node);
// Only a look-up needs to know the account when the stack is synthesised; without one the template fits any.
const env = needsLookup(settings.network)
  ? { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] }
  : undefined;
// The prefix tells two rotators of one account apart, so it names the stack as well.
new TokenRotatorStack(app, `${settings.prefix}-token-rotator`, settings, env && { env });
refuseLargeTemplates(app.synth());
