import { statSync } from 'node:fs';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { SettingsError } from './settings-error.ts';

/** Bytes that CloudFormation takes. */
const ALLOWED = 1_000_000;

/**
 * Refuses templates that CloudFormation would not take, of which the CDK only warns.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function refuseLargeTemplates({ stacks }: CloudAssembly): void {
  for (const { stackName, templateFullPath } of stacks) {
    const { size } = statSync(templateFullPath);
    if (size <= ALLOWED) continue;
    throw new SettingsError(
      `the template of ${stackName} must have at most ${inWords(ALLOWED)} bytes, got: ${inWords(size)}. ` +
        'Use operators beside kmsKeyArn, so that no credentials name all readers; fewer or shorter tags; ' +
        'or give some integrations to a stack of their own, with another prefix.',
    );
  }
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
