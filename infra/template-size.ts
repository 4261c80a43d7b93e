import { statSync } from 'node:fs';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { SettingsError } from './settings-error.ts';

/** Maximum size of a template, in bytes. */
const ALLOWED = 1_000_000;

/**
 * Refuses a template that is too large for CloudFormation. The CDK only warns about it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export function refuseLargeTemplates({ stacks }: CloudAssembly): void {
  for (const { stackName, templateFullPath } of stacks) {
    const { size } = statSync(templateFullPath);
    if (size <= ALLOWED) continue;
    throw new SettingsError(
      `the template of ${stackName} must have at most ${ALLOWED.toLocaleString('en')} bytes, got: ${size.toLocaleString('en')}. ` +
        'If kmsKeyArn is set, also set operators. Then the policies of the credentials secrets name no reader. Or use ' +
        'fewer or shorter tags, or move some integrations to another stack with another prefix.',
    );
  }
}
