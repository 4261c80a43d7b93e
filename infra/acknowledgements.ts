import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { SecretRole } from '../functions/contract.ts';
import { secretArns } from './secret-names.ts';
import type { Settings } from './settings-schema.ts';

/** A finding of cdk-nag that is intended. */
export interface Acknowledgement {
  /** Path of the construct below `TokenRotator`. */
  readonly at: string;
  /** Rules, or single findings of a rule. */
  readonly findings: readonly string[];
  readonly reason: string;
}

const FUNCTIONS = ['Rotator', 'Warner'] as const;

/**
 * The intended findings of cdk-nag (AwsSolutions, Serverless, NIST 800-53 R5) with their reasons, so that an app that
 * runs cdk-nag can contain a `TokenRotator`. A test checks that this list is complete and contains nothing
 * unnecessary.
 */
export function acknowledgements(scope: Construct, settings: Settings): readonly Acknowledgement[] {
  return [
    {
      at: 'DeadLetterQueue',
      findings: ['AwsSolutions-SQS3', 'Serverless-SQSRedrivePolicy'],
      reason: 'This queue is the dead-letter queue. An alarm watches the queue and an operator empties it.',
    },
    {
      at: 'Integrations',
      findings: ['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled'],
      reason:
        'The rotator publishes the access tokens, and an operator or the rotator stores the credentials. Native rotation runs ' +
        'at most every four hours and cannot separate minting from publishing.',
    },
    ...FUNCTIONS.flatMap((name): Acknowledgement[] => [
      {
        at: `${name}/Policy`,
        findings: ['AwsSolutions-IAM5[Resource::*]'],
        reason:
          'ListSecrets, BatchGetSecretValue, GetSubscriptionAttributes and the network interfaces of a function in a VPC support no narrower ' +
          'resource. GetSecretValue is scoped and decides which secrets are read.',
      },
      {
        at: `${name}/Policy`,
        findings: secretFindings(scope, settings, name),
        reason:
          'The ARN pattern of the secrets names the prefix and no integration, because the functions find integrations by tag.',
      },
      {
        at: `${name}/Function`,
        findings: ['Serverless-LambdaDLQ', 'NIST.800.53.R5-LambdaDLQ'],
        reason:
          'The function has an on-failure destination instead. This destination stores the error and the response ' +
          'with the event in the dead-letter queue.',
      },
      {
        at: `${name}/Function`,
        findings: ['Serverless-LambdaTracing'],
        reason:
          'No caller waits for this function, and its log names the integration and the request. X-Ray would need a ' +
          'permission on all resources.',
      },
      ...(settings.network === undefined
        ? [
            {
              at: `${name}/Function`,
              findings: ['NIST.800.53.R5-LambdaInsideVPC'],
              reason:
                'The setting `network` puts the function into a VPC. By default the function connects only to HTTPS endpoints.',
            },
          ]
        : []),
      ...(name === 'Warner' || settings.rotatorReservedConcurrency === undefined
        ? [
            {
              at: `${name}/Function`,
              findings: ['NIST.800.53.R5-LambdaConcurrency'],
              reason:
                'A new account has ten concurrent executions and can reserve none. Two runs at the same time are safe.',
            },
          ]
        : []),
    ]),
  ];
}

/** Records the acknowledgements for cdk-nag. Without cdk-nag they have no effect. */
export function acknowledgeFindings(scope: Construct, settings: Settings): void {
  // The CDK can record acknowledgements since version 2.269.
  const { prototype }: Partial<typeof Validations> = Object(Validations);
  if (prototype?.acknowledge === undefined) return;
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
    (role) => `AwsSolutions-IAM5[Resource::${nagSpelling(scope, secretArns(scope, settings.prefix, role))}]`,
  );
}

/** An ARN in the spelling of cdk-nag: `<AWS::Region>` for a reference. */
function nagSpelling(scope: Construct, arn: string): string {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const parts: unknown = Reflect.get(Object(resolved), 'Fn::Join');
  return Array.isArray(parts) && Array.isArray(parts[1]) ? parts[1].map(spellPart).join('') : '';
}

function spellPart(part: unknown): string {
  return typeof part === 'string' ? part : `<${String(Reflect.get(Object(part), 'Ref'))}>`;
}
