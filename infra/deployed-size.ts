import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The longest value that each pseudo parameter has in AWS. */
const PSEUDO_PARAMETERS: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Region': 'ap-southeast-2',
  'AWS::Partition': 'aws-us-gov',
  'AWS::URLSuffix': 'amazonaws.com.cn',
};

/** Length of an ARN without the name of the resource. */
const ARN_LENGTH = 60;
/** CloudFormation names a resource `<stack>-<logical id>-<13 characters>`: two hyphens and 13 characters are added. */
const ADDED_LENGTH = 15;

/**
 * A value as AWS receives it. Each reference becomes a text of the maximum length. So synthesis can check whether the
 * value is too long.
 */
export function asDeployed(scope: IConstruct, value: unknown): unknown {
  const stack = Stack.of(scope);
  const fillIn = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(fillIn);
    if (typeof one !== 'object' || one === null) return one;
    const [[name, inner] = [], ...others] = Object.entries(one);
    if (others.length > 0 || !/^(?:Ref|Fn::\w+)$/.test(String(name))) {
      return Object.fromEntries(Object.entries(one).map(([key, member]) => [key, fillIn(member)]));
    }
    if (name === 'Fn::Join' && Array.isArray(inner)) {
      const parts: unknown = fillIn(inner[1]);
      return Array.isArray(parts) ? parts.join(String(inner[0])) : parts;
    }
    const logicalId = String(Array.isArray(inner) ? inner[0] : inner);
    return (
      PSEUDO_PARAMETERS[logicalId] ??
      'x'.repeat(ARN_LENGTH + stack.stackName.length + logicalId.length + ADDED_LENGTH)
    );
  };
  return fillIn(stack.resolve(value));
}
