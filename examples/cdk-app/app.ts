import { TokenRotator } from 'alation-token-rotator';
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';

const app = new App();

const platform = new Stack(app, 'AlationTokens');
const tokens = new TokenRotator(platform, 'TokenRotator', {
  allowedHosts: ['acme.alationcloud.com'],
  alertEmails: ['data-platform@example.com'],
  integrations: {
    'nightly-export': { owner: 'data-platform' },
    'tableau-lineage': { owner: 'bi-team' },
  },
});

const jobs = new Stack(app, 'Jobs');

// A Lambda function reads the access token of one integration. For a function, grantRead also sets ALATION_ACCESS_TOKEN_SECRET.
const nightlyExport = new Function(jobs, 'NightlyExport', {
  runtime: Runtime.NODEJS_LATEST,
  handler: 'index.handler',
  code: Code.fromAsset('job'),
});
tokens.grantRead('nightly-export', nightlyExport);

// Any other program has a role, and gets the ARN of the secret e.g. in an environment variable of its container.
const tableau = new Role(jobs, 'Tableau', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
tokens.grantRead('tableau-lineage', tableau);
new CfnOutput(jobs, 'TableauSecretArn', { value: tokens.accessTokenSecret('tableau-lineage').secretArn });

app.synth();
