import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import recommended from '../../cdk.json' with { type: 'json' };

/** The smallest settings there are. */
export const MINIMAL: TokenRotatorProps = { integrations: { tableau: {} } };

export const READER = 'arn:aws:iam::111122223333:role/lineage-loader';
export const OTHER_READER = 'arn:aws:iam::444455556666:role/metadata-loader';
export const OPERATOR = 'arn:aws:iam::111122223333:role/operator';

const { 'alation-token-rotator': _settings, ...featureFlags } = recommended.context;

/** The template of a stack with these settings; the functions are not bundled. */
export function templateOf(
  settings: TokenRotatorProps = MINIMAL,
  context: Readonly<Record<string, unknown>> = {},
): Template {
  const app = new App({ context: { ...featureFlags, ...context, 'aws:cdk:bundling-stacks': [] } });
  return Template.fromStack(new TokenRotatorStack(app, 'Test', settings));
}

const resource = z.looseObject({
  Properties: z.record(z.string(), z.unknown()),
  DeletionPolicy: z.optional(z.string()),
  UpdateReplacePolicy: z.optional(z.string()),
});

const oneOrMore = z.union([z.string(), z.array(z.string())]);

const statement = z.looseObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Principal: z.optional(z.unknown()),
  Resource: z.optional(z.unknown()),
  Condition: z.optional(z.unknown()),
});

/** A resource as it stands in a template. */
export type Resource = z.infer<typeof resource>;

/** A statement of a policy document. */
export type Statement = z.infer<typeof statement>;

/** The resources of a type by their logical ids. */
export function resourcesOf(template: Template, type: string): Record<string, Resource> {
  return z.record(z.string(), resource).parse(template.findResources(type));
}

/** The properties of all resources of a type. */
export function propertiesOf(template: Template, type: string): Record<string, unknown>[] {
  return Object.values(resourcesOf(template, type)).map(({ Properties }) => Properties);
}

/** What stands at that path of a template's part; undefined when nothing does. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

/** A value, or the values of a list. */
export function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** Text of an ARN that CloudFormation puts together, with `<Name>` for each reference. */
export function arnText(value: unknown): string {
  if (typeof value === 'string') return value;
  const parts = at(value, 'Fn::Join', 1);
  if (Array.isArray(parts)) return parts.map(arnText).join('');
  const attribute = at(value, 'Fn::GetAtt');
  return `<${Array.isArray(attribute) ? attribute.join('.') : String(at(value, 'Ref'))}>`;
}

/** The statements of a policy document. */
export function statementsIn(document: unknown): Statement[] {
  return z.array(statement).parse(at(document, 'Statement'));
}

/** The statements of the customer managed policy attached to a function's role. */
export function statementsOf(template: Template, entry: 'rotator' | 'warner'): Statement[] {
  const policy = propertiesOf(template, 'AWS::IAM::ManagedPolicy').find(
    ({ Description }) => Description === `All that the ${entry} of the Alation token rotator may do`,
  );
  return statementsIn(policy?.['PolicyDocument']);
}
