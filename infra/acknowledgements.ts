import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { SecretRole } from '../functions/contract.ts';
import { secretArns } from './secret-names.ts';
import type { Settings } from './settings-schema.ts';

/** A finding of cdk-nag that is meant to be as it is. */
export interface Acknowledgement {
  /** Path of the construct below `TokenRotator`. */
  readonly at: string;
  /** Rules, or single findings of a rule. */
  readonly findings: readonly string[];
  readonly reason: string;
}

const FUNCTIONS = ['Rotator', 'Warner'] as const;

/**
 * What cdk-nag (AwsSolutions, Serverless, NIST 800-53 R5) finds and why it stays, so that an app that checks itself
 * with cdk-nag can hold a `TokenRotator`. A test sees to it that there is no finding besides and none of these in vain.
 */
export function acknowledgements(scope: Construct, settings: Settings): readonly Acknowledgement[] {
  return [
    {
      at: 'DeadLetterQueue',
      findings: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      reason: 'It is the dead-letter queue. An alarm watches it and a person empties it.',
    },
    {
      at: 'Integrations',
      findings: ['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled'],
      reason:
        'Rotating these secrets is what the stack is for. Native rotation runs every four hours at most and cannot ' +
        'tell apart the moment of minting from that of publishing.',
    },
    ...FUNCTIONS.flatMap((name): Acknowledgement[] => [
      {
        at: `${name}/Policy`,
        findings: ['AwsSolutions-IAM5[Resource::*]'],
        reason:
          'ListSecrets and BatchGetSecretValue know no narrower resource, and neither do the network interfaces of a ' +
          'function in a VPC. Which secrets are read is up to GetSecretValue, which is scoped.',
      },
      {
        at: `${name}/Policy`,
        findings: secretFindings(scope, settings, name),
        reason:
          'Integrations are found by tag, not listed at deployment. The pattern fits the secrets of this prefix alone.',
      },
      {
        at: `${name}/Function`,
        findings: ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
        reason:
          'An on-failure destination takes its place: it keeps the error and the answer beside the event. It leads ' +
          'to the same dead-letter queue.',
      },
      {
        at: `${name}/Function`,
        findings: ['Serverless-LambdaTracing'],
        reason:
          'Nothing calls this function and waits. Each line of its log names the integration and the request, ' +
          'and X-Ray would need a permission on every resource.',
      },
      ...(settings.network === undefined
        ? [
            {
              at: `${name}/Function`,
              findings: ['NIST.800.53.R5-LambdaInsideVPC'],
              reason: 'The setting `network` puts it into a VPC. By default it reaches only HTTPS endpoints.',
            },
          ]
        : []),
      ...(name === 'Warner' || settings.rotatorReservedConcurrency === undefined
        ? [
            {
              at: `${name}/Function`,
              findings: ['NIST.800.53.R5-LambdaConcurrency'],
              reason:
                'A new account has ten concurrent executions and can reserve none. Two runs at once do no harm.',
            },
          ]
        : []),
    ]),
  ];
}

/** Records the acknowledgements where cdk-nag looks for them. Without cdk-nag they are nothing. */
export function acknowledgeFindings(scope: Construct, settings: Settings): void {
  for (const { at, findings, reason } of acknowledgements(scope, settings)) {
    const construct = at.split('/').reduce<IConstruct>((parent, id) => parent.node.findChild(id), scope);
    Validations.of(construct).acknowledge(...findings.map((id) => ({ id, reason })));
  }
}

function secretFindings(
  scope: Construct,
  settings: Settings,
  name: (typeof FUNCTIONS)[number],
): readonly string[] {
  const replicated = Object.values(settings.integrations).some(({ replicas }) => replicas.length > 0);
  const roles =
    name === 'Rotator' || replicated
      ? [SecretRole.credentials, SecretRole.accessToken]
      : [SecretRole.credentials];
  return roles.map(
    (role) => `AwsSolutions-IAM5[Resource::${spelledByNag(scope, secretArns(scope, settings.prefix, role))}]`,
  );
}

/** An ARN as cdk-nag spells it: `<AWS::Region>` for what CloudFormation fills in. */
function spelledByNag(scope: Construct, arn: string): string {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const parts: unknown = Reflect.get(Object(resolved), 'Fn::Join');
  return Array.isArray(parts) && Array.isArray(parts[1]) ? parts[1].map(spelled).join('') : '';
}

function spelled(part: unknown): string {
  return typeof part === 'string' ? part : `<${String(Reflect.get(Object(part), 'Ref'))}>`;
}
