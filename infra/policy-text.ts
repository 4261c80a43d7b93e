import { App, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import cdk from '../cdk.json' with { type: 'json' };
import { FUNCTION_ENTRIES } from './bundling.ts';
import type { FunctionEntry } from './bundling.ts';
import { TokenRotator } from './token-rotator.ts';
import type { TokenRotatorProps } from './token-rotator-props.ts';

const { 'alation-token-rotator': _settings, ...featureFlags } = cdk.context;

const SMALLEST: TokenRotatorProps = { integrations: { tableau: {} } };

const KEY = '11111111-2222-3333-4444-555555555555';
/** The settings that add a statement. */
const MORE: TokenRotatorProps = {
  integrations: {
    tableau: {
      replicas: [{ region: 'eu-west-1', kmsKeyArn: `arn:aws:kms:eu-west-1:111122223333:key/${KEY}` }],
    },
  },
  network: { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] },
};

/** The permissions of both functions as Markdown: those of the default settings, and what other settings add. */
export function policiesText(): string {
  const smallest = statementsByEntry(SMALLEST);
  const more = statementsByEntry(MORE);
  return FUNCTION_ENTRIES.map((entry) => {
    const own = smallest[entry].map(inJson);
    const added = more[entry].map(inJson).filter((statement) => !own.includes(statement));
    return [
      `### The ${entry}`,
      json(own),
      'The settings `network` and `replicas[].kmsKeyArn` add these:',
      json(added),
    ].join('\n\n');
  }).join('\n\n');
}

/** The statements of the one policy that each function's role has, with references in the manner of `Fn::Sub`. */
function statementsByEntry(settings: TokenRotatorProps): Readonly<Record<FunctionEntry, readonly unknown[]>> {
  const app = new App({ context: { ...featureFlags, 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Stack');
  const rotator = new TokenRotator(stack, 'TokenRotator', settings);
  app.synth();
  const statementsOf = (id: string): readonly unknown[] => {
    const policy = rotator.node.findChild(id).node.findChild('Policy').node.defaultChild;
    if (!(policy instanceof CfnManagedPolicy)) throw new TypeError(`${id} has no managed policy.`);
    const document: unknown = withReferences(stack.resolve(policy.policyDocument));
    const statements: unknown = Reflect.get(Object(document), 'Statement');
    return Array.isArray(statements) ? statements : [];
  };
  return { rotator: statementsOf('Rotator'), warner: statementsOf('Warner') };
}

/** `{"Ref": "AWS::Region"}` becomes `${AWS::Region}`, and texts that CloudFormation would join are joined. */
function withReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withReferences);
  if (typeof value !== 'object' || value === null) return value;
  const [[key, inner] = [], ...others] = Object.entries(value);
  if (others.length === 0 && key === 'Ref') return `\${${String(inner)}}`;
  if (others.length === 0 && key === 'Fn::GetAtt' && Array.isArray(inner)) return `\${${inner.join('.')}}`;
  if (others.length === 0 && key === 'Fn::Join' && Array.isArray(inner)) {
    const parts: unknown = withReferences(inner[1]);
    return Array.isArray(parts) ? parts.join(String(inner[0])) : parts;
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withReferences(one)]));
}

/** A statement with a line for each element, the way people write them. */
function inJson(statement: unknown): string {
  const elements = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'].flatMap((name) => {
    const value: unknown = Reflect.get(Object(statement), name);
    return value === undefined ? [] : [`"${name}": ${inLine(value)}`];
  });
  return `{ ${elements.join(',\n  ')} }`;
}

function inLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${inLine(one)}`);
  return `{ ${members.join(', ')} }`;
}

function json(statements: readonly string[]): string {
  return ['```json', `[${statements.join(',\n')}]`, '```'].join('\n');
}
