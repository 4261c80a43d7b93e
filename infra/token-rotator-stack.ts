import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { TokenRotator } from './token-rotator.ts';
import type { TokenRotatorProps } from './token-rotator-props.ts';

/** One `TokenRotator`, and outputs with the names of its parts for an operator. */
export class TokenRotatorStack extends Stack {
  constructor(scope: Construct, id: string, settings: TokenRotatorProps, props?: StackProps) {
    super(scope, id, {
      description: 'Keeps Alation access tokens active and warns before a refresh token expires',
      // With a hundred integrations and their readers the template is close to CloudFormation's limit of 1 MB.
      suppressTemplateIndentation: true,
      ...props,
    });
    const rotator = new TokenRotator(this, 'TokenRotator', settings);

    const outputs = {
      AlertTopicArn: rotator.alertTopic.topicArn,
      EventBusName: rotator.eventBus.eventBusName,
      SecretsKeyArn: rotator.secretsKey.keyArn,
      DeadLetterQueueUrl: rotator.deadLetterQueue.queueUrl,
      RotatorFunctionName: rotator.rotator.functionName,
      WarnerFunctionName: rotator.warner.functionName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
