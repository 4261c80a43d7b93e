import { App } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import { EVERYTHING, MINIMAL, templateIn } from './synth.ts';

const gov = JSON.stringify(
  templateIn('us-gov-west-1', { ...EVERYTHING, kmsKeyArn: undefined, chatChannels: {} }).toJSON(),
);

test('in aws-us-gov the names of services end as in aws', () => {
  for (const name of [
    'secretsmanager.us-gov-west-1.amazonaws.com',
    'sns.us-gov-west-1.amazonaws.com',
    'logs.us-gov-west-1.amazonaws.com',
    'com.amazonaws.us-gov-west-1.secretsmanager',
    'scheduler.amazonaws.com',
  ]) {
    expect(gov).toContain(name);
  }
});

test('in aws-us-gov no ARN names the partition aws, except those of the settings', () => {
  const arns = [...gov.matchAll(/arn:aws:[^"\\]*/g)].map(([arn]) => arn);
  const ofSettings = JSON.stringify(EVERYTHING);

  expect(arns.length).toBeGreaterThan(0);
  expect(arns.filter((arn) => !ofSettings.includes(arn))).toEqual([]);
});

test.each([
  ['cn-north-1', 'aws-cn'],
  ['us-iso-east-1', 'aws-iso'],
])('synthesis refuses the Region %s, and the error names its partition %s', (region, partition) => {
  const stack = () =>
    new TokenRotatorStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'Test', MINIMAL, {
      env: { account: '111122223333', region },
    });

  expect(stack).toThrow(
    `the Region must be in the partition aws or aws-us-gov, because the names of AWS services differ elsewhere, got: ${region} in ${partition}. Deploy into another Region`,
  );
});
