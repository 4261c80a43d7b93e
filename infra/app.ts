import { App } from 'aws-cdk-lib';
import { settingsOf } from './settings-context.ts';
import { TokenRotatorStack } from './token-rotator-stack.ts';

const app = new App();
const settings = settingsOf(app.node);
// The prefix tells two rotators of one account apart, so it names the stack as well.
new TokenRotatorStack(app, `${settings.prefix}-token-rotator`, settings);
