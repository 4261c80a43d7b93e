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
  // Policies are put together during synthesis; before it cdk-nag sees none.
  app.synth();
  return stack;
}

/** `rule at path` for each finding, acknowledged or not. */
function findingsIn(
  stack: TokenRotatorStack,
  { acknowledged }: { readonly acknowledged: boolean },
): string[] {
  const packs = [new AwsSolutionsChecks(), new ServerlessChecks(), new NIST80053R5Checks()];
  // A pack asks this method of its own; there is no other way to hear of what was acknowledged.
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

test('has no finding that is not acknowledged', () => {
  expect(findingsIn(minimal, { acknowledged: false })).toEqual([]);
  expect(findingsIn(everything, { acknowledged: false })).toEqual([]);
});

test.each([
  ['the smallest settings', minimal, MINIMAL],
  ['all settings', everything, EVERYTHING],
])('acknowledges nothing in vain, with %s', (_, stack, settings) => {
  const rotator = rotatorIn(stack);
  const wanted = acknowledgements(rotator, parseSettings(settings)).flatMap(({ at, findings }) =>
    findings.map((finding) => `${finding} at Test/TokenRotator/${at}`),
  );
  const found = findingsIn(stack, { acknowledged: true });

  expect(wanted.length).toBeGreaterThan(10);
  expect(wanted.filter((one) => !found.some((finding) => finding.startsWith(one)))).toEqual([]);
});

test('acknowledges nothing outside that list', () => {
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

test('gives these reasons', () => {
  const lines = acknowledgements(rotatorIn(minimal), parseSettings(MINIMAL)).map(
    ({ at, findings, reason }) => `${at}: ${findings.join(', ')}. ${reason}`,
  );

  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "DeadLetterQueue: AwsSolutions-SQS3, Serverless-SQSRedrivePolicy. It is the dead-letter queue. An alarm watches it and a person empties it.
    Integrations: AwsSolutions-SMG4, NIST.800.53.R5-SecretsManagerRotationEnabled. Rotating these secrets is what the stack is for. Native rotation runs every four hours at most and cannot tell apart the moment of minting from that of publishing.
    Rotator/Policy: AwsSolutions-IAM5[Resource::*]. ListSecrets and BatchGetSecretValue know no narrower resource, and neither do the network interfaces of a function in a VPC. Which secrets are read is up to GetSecretValue, which is scoped.
    Rotator/Policy: AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:alation/*/credentials-??????], AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:alation/*/access-token-??????]. Integrations are found by tag, not listed at deployment. The pattern fits the secrets of this prefix alone.
    Rotator/Function: Serverless-LambdaDLQ, NIST.800.53.R5-LambdaDLQ. An on-failure destination takes its place: it keeps the error and the answer beside the event. It leads to the same dead-letter queue.
    Rotator/Function: Serverless-LambdaTracing. Nothing calls this function and waits. Each line of its log names the integration and the request, and X-Ray would need a permission on every resource.
    Rotator/Function: NIST.800.53.R5-LambdaInsideVPC. The setting \`network\` puts it into a VPC. By default it reaches only HTTPS endpoints.
    Rotator/Function: NIST.800.53.R5-LambdaConcurrency. A new account has ten concurrent executions and can reserve none. Two runs at once do no harm.
    Warner/Policy: AwsSolutions-IAM5[Resource::*]. ListSecrets and BatchGetSecretValue know no narrower resource, and neither do the network interfaces of a function in a VPC. Which secrets are read is up to GetSecretValue, which is scoped.
    Warner/Policy: AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:alation/*/credentials-??????]. Integrations are found by tag, not listed at deployment. The pattern fits the secrets of this prefix alone.
    Warner/Function: Serverless-LambdaDLQ, NIST.800.53.R5-LambdaDLQ. An on-failure destination takes its place: it keeps the error and the answer beside the event. It leads to the same dead-letter queue.
    Warner/Function: Serverless-LambdaTracing. Nothing calls this function and waits. Each line of its log names the integration and the request, and X-Ray would need a permission on every resource.
    Warner/Function: NIST.800.53.R5-LambdaInsideVPC. The setting \`network\` puts it into a VPC. By default it reaches only HTTPS endpoints.
    Warner/Function: NIST.800.53.R5-LambdaConcurrency. A new account has ten concurrent executions and can reserve none. Two runs at once do no harm."
  `);
});

function rotatorIn(stack: TokenRotatorStack): TokenRotator {
  const rotator = stack.node.findChild('TokenRotator');
  if (!(rotator instanceof TokenRotator)) throw new TypeError('The stack holds no TokenRotator.');
  return rotator;
}
