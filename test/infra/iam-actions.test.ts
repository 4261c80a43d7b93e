import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EVERYTHING, MINIMAL, templateOf } from './synth.ts';

/** The published actions of AWS by service. */
const published = new Map(
  readFileSync(join(import.meta.dirname, 'iam-actions.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' '))
    .map(([service = '', ...actions]) => [service, new Set(actions)]),
);

/** Every action in any policy document of a template: of roles, keys, queues, topics, secrets and endpoints. */
function actionsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(actionsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'Action' || key === 'NotAction'
      ? [inner].flat().filter((action) => typeof action === 'string')
      : actionsIn(inner),
  );
}

/** Whether the action, or an action that matches the pattern, exists in AWS. */
function isPublished(action: string): boolean {
  const [service = '', name = ''] = action.split(':');
  const pattern = new RegExp(`^${name.replaceAll('*', '.*')}$`);
  return [...(published.get(service) ?? [])].some((known) => pattern.test(known));
}

// The policy of a VPC endpoint restricts principals, not actions. `kms:*` lets IAM policies decide about a key.
const anyAction = new Set(['*', 'kms:*']);

test.each([
  ['the smallest settings', MINIMAL],
  ['all settings', EVERYTHING],
])('every action in a policy exists in AWS, with %s', (_, settings) => {
  const actions = [...new Set(actionsIn(templateOf(settings).toJSON()))].filter(
    (action) => !anyAction.has(action),
  );

  expect(actions.length).toBeGreaterThan(20);
  expect(actions.filter((action) => !isPublished(action))).toEqual([]);
});

test('the check finds a misspelt action, an action of another service and a pattern without a match', () => {
  const wrong = ['secretsmanager:UpdateversionIdStage', 'sns:SendMessage', 'kms:Reencrypt*', 'scheduler:Get'];

  expect(wrong.filter(isPublished)).toEqual([]);
  expect(
    ['secretsmanager:GetSecretValue', 'kms:ReEncrypt*'].filter((action) => !isPublished(action)),
  ).toEqual([]);
});
