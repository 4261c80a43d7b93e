import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { acknowledgements } from '../../infra/acknowledgements.ts';
import { parseSettings } from '../../infra/settings.ts';
import { TokenRotator } from '../../infra/token-rotator.ts';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { appWith, EVERYTHING, MINIMAL } from './synth.ts';

const report = z.object({
  violations: z.array(
    z.object({ ruleName: z.string(), violatingResources: z.array(z.object({ constructPath: z.string() })) }),
  ),
});

function stackOf(settings: TokenRotatorProps): TokenRotatorStack {
  const app = appWith();
  const stack = new TokenRotatorStack(app, 'Test', settings);
  // The CDK creates policies during synthesis, so cdk-nag finds no policy before synthesis.
  app.synth();
  return stack;
}

/** `rule at path` for each finding, acknowledged or not. */
function findingsIn(
  stack: TokenRotatorStack,
  { acknowledged }: { readonly acknowledged: boolean },
): string[] {
  const packs = [new AwsSolutionsChecks(), new ServerlessChecks(), new NIST80053R5Checks()];
  // A pack omits a finding if its method `isAcknowledged` returns true. The test needs the acknowledged findings too.
  if (acknowledged) for (const pack of packs) Object.assign(pack, { isAcknowledged: () => false });
  return packs.flatMap((pack) =>
    report
      .parse(pack.validateScope(stack))
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
      ),
  );
}

const minimal = stackOf(MINIMAL);
const everything = stackOf(EVERYTHING);

test('every finding of cdk-nag is acknowledged', () => {
  expect(findingsIn(minimal, { acknowledged: false })).toEqual([]);
  expect(findingsIn(everything, { acknowledged: false })).toEqual([]);
});

test.each([
  ['the smallest settings', minimal, MINIMAL],
  ['all settings', everything, EVERYTHING],
])('every acknowledgement has a finding, with %s', (_, stack, settings) => {
  const rotator = rotatorIn(stack);
  const wanted = acknowledgements(rotator, parseSettings(settings)).flatMap(({ at, findings }) =>
    findings.map((finding) => `${finding} at Test/TokenRotator/${at}`),
  );
  const found = findingsIn(stack, { acknowledged: true });

  expect(wanted.length).toBeGreaterThan(10);
  expect(wanted.filter((one) => !found.some((finding) => finding.startsWith(one)))).toEqual([]);
});

test('exactly the listed findings are acknowledged', () => {
  const recorded = everything.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.keys(Object(data)))
      .map((id) => `${id.replace(/^annotation::/i, '')} at ${node.path}`),
  );
  const listed = acknowledgements(rotatorIn(everything), parseSettings(EVERYTHING)).flatMap(
    ({ at, findings }) => findings.map((finding) => `${finding} at Test/TokenRotator/${at}`),
  );

  expect(recorded.sort()).toEqual(listed.sort());
});

test('the acknowledgements have the listed reasons', () => {
  const lines = acknowledgements(rotatorIn(minimal), parseSettings(MINIMAL)).map(
    ({ at, findings, reason }) => `${at}: ${findings.join(', ')}. ${reason}`,
  );

  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "DeadLetterQueue: AwsSolutions-SQS3, Serverless-SQSRedrivePolicy. This queue is the dead-letter queue. An alarm watches the queue and an operator empties it.
    Integrations: AwsSolutions-SMG4, NIST.800.53.R5-SecretsManagerRotationEnabled. The rotator publishes the access tokens, and an operator or the rotator stores the credentials. Native rotation runs at most every four hours and cannot separate minting from publishing.
    Rotator/Policy: AwsSolutions-IAM5[Resource::*]. ListSecrets, BatchGetSecretValue, GetSubscriptionAttributes and the network interfaces of a function in a VPC support no narrower resource. GetSecretValue is scoped and decides which secrets are read.
    Rotator/Policy: AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:alation/*/credentials-??????], AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:alation/*/access-token-??????]. The ARN pattern of the secrets names the prefix and no integration, because the functions find integrations by tag.
    Rotator/Function: Serverless-LambdaDLQ, NIST.800.53.R5-LambdaDLQ. The function has an on-failure destination instead. This destination stores the error and the response with the event in the dead-letter queue.
    Rotator/Function: Serverless-LambdaTracing. No caller waits for this function, and its log names the integration and the request. X-Ray would need a permission on all resources.
    Rotator/Function: NIST.800.53.R5-LambdaInsideVPC. The setting \`network\` puts the function into a VPC. By default the function connects only to HTTPS endpoints.
    Rotator/Function: NIST.800.53.R5-LambdaConcurrency. A new account has ten concurrent executions and can reserve none. Two runs at the same time are safe.
    Warner/Policy: AwsSolutions-IAM5[Resource::*]. ListSecrets, BatchGetSecretValue, GetSubscriptionAttributes and the network interfaces of a function in a VPC support no narrower resource. GetSecretValue is scoped and decides which secrets are read.
    Warner/Policy: AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:alation/*/credentials-??????]. The ARN pattern of the secrets names the prefix and no integration, because the functions find integrations by tag.
    Warner/Function: Serverless-LambdaDLQ, NIST.800.53.R5-LambdaDLQ. The function has an on-failure destination instead. This destination stores the error and the response with the event in the dead-letter queue.
    Warner/Function: Serverless-LambdaTracing. No caller waits for this function, and its log names the integration and the request. X-Ray would need a permission on all resources.
    Warner/Function: NIST.800.53.R5-LambdaInsideVPC. The setting \`network\` puts the function into a VPC. By default the function connects only to HTTPS endpoints.
    Warner/Function: NIST.800.53.R5-LambdaConcurrency. A new account has ten concurrent executions and can reserve none. Two runs at the same time are safe."
  `);
});

function rotatorIn(stack: TokenRotatorStack): TokenRotator {
  const rotator = stack.node.findChild('TokenRotator');
  if (!(rotator instanceof TokenRotator)) throw new TypeError('The stack contains no TokenRotator.');
  return rotator;
}
