import { App, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import cdk from '../cdk.json' with { type: 'json' };
import { FUNCTION_ENTRIES } from './function-code.ts';
import type { FunctionEntry } from './function-code.ts';
import { TokenRotator } from './token-rotator.ts';
import type { TokenRotatorProps } from './token-rotator-props.ts';

const { 'alation-token-rotator': _settings, ...featureFlags } = cdk.context;

const SMALLEST: TokenRotatorProps = { integrations: { tableau: {} } };

const KEY = '11111111-2222-3333-4444-555555555555';
/** Settings that add statements. */
const MORE: TokenRotatorProps = {
  integrations: {
    tableau: {
      renewRefreshTokens: true,
      replicas: [{ region: 'eu-west-1', kmsKeyArn: `arn:aws:kms:eu-west-1:111122223333:key/${KEY}` }],
    },
  },
  network: { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef0'] },
};

/** The settings that add statements to the policy of each function. */
const ADDING: Readonly<Record<FunctionEntry, string>> = {
  rotator: '`renewRefreshTokens`, `network`, and `replicas` with `kmsKeyArn`',
  warner: '`replicas` and `network`',
};

/** The permissions of both functions as Markdown: with default settings, and the additions of other settings. */
export function policiesText(): string {
  const smallest = statementsByEntry(SMALLEST);
  const more = statementsByEntry(MORE);
  return FUNCTION_ENTRIES.map((entry) => {
    const own = smallest[entry].map(statementText);
    const added = more[entry].map(statementText).filter((statement) => !own.includes(statement));
    return [
      `### The ${entry}`,
      jsonBlock(own),
      `The settings ${ADDING[entry]} add these statements:`,
      jsonBlock(added),
    ].join('\n\n');
  }).join('\n\n');
}

/** The statements in the only policy of each function's role, with references as in `Fn::Sub`. */
function statementsByEntry(settings: TokenRotatorProps): Readonly<Record<FunctionEntry, readonly unknown[]>> {
  const app = new App({ context: featureFlags });
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

/** Replaces `{"Ref": "AWS::Region"}` by `${AWS::Region}` and joins the texts of `Fn::Join`. */
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

/** A statement with one line per element. */
function statementText(statement: unknown): string {
  const elements = ['Sid', 'Effect', 'Action', 'Resource', 'Condition'].flatMap((name) => {
    const value: unknown = Reflect.get(Object(statement), name);
    return value === undefined ? [] : [`"${name}": ${valueText(value)}`];
  });
  return `{ ${elements.join(',\n  ')} }`;
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${valueText(one)}`);
  return `{ ${members.join(', ')} }`;
}

function jsonBlock(statements: readonly string[]): string {
  return ['```json', `[${statements.join(',\n')}]`, '```'].join('\n');
}
