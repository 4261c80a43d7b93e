import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { onlyAwsServicesGetGrants } from './aws-service-grants.ts';

/**
 * The KMS key of the alert topics and the logs. The secrets have another key, so that neither the warner nor an AWS
 * service that publishes an alert can decrypt a secret.
 */
export class OperationsKey extends Construct {
  readonly key: Key;

  /** @param isRetained whether the key stays when the stack is deleted, because retained logs need the key */
  constructor(scope: Construct, id: string, { isRetained }: { readonly isRetained: boolean }) {
    super(scope, id);
    const { account, region } = Stack.of(this);

    this.key = new Key(this, 'Resource', {
      description: 'Alerts and logs of the Alation token rotator',
      enableKeyRotation: true,
      removalPolicy: isRetained ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    this.key.addToResourcePolicy(onlyAwsServicesGetGrants());
    // Without this statement an alarm cannot notify an encrypted topic. Only the history of the alarm would show the failure.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublishToTheTopic',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    );
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'CloudWatchLogsEncrypts',
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
        resources: ['*'],
        conditions: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn': Stack.of(this).formatArn({
              service: 'logs',
              resource: 'log-group',
              resourceName: '*',
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
  }
}
