import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnResource } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { TokenRotatorStack } from '../../infra/token-rotator-stack.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { EVERYTHING, featureFlags, MINIMAL } from './synth.ts';

const report = z.object({
  pluginReports: z.array(
    z.object({ pluginName: z.string(), violations: z.array(z.object({ ruleName: z.string() })) }),
  ),
});

function stackOf(settings: TokenRotatorProps): TokenRotatorStack {
  return new TokenRotatorStack(new App({ context: featureFlags }), 'Test', settings);
}

/** The rules of the CDK's validation that the template breaks. Warnings of this project are another report. */
function brokenRules(stack: TokenRotatorStack): string[] {
  const { directory } = App.of(stack)?.synth() ?? {};
  const text = readFileSync(join(directory ?? '', 'validation-report.json'), 'utf8');
  return report
    .parse(JSON.parse(text))
    .pluginReports.filter(({ pluginName }) => pluginName !== 'Construct Annotations')
    .flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

test.each([
  ['the smallest settings', MINIMAL],
  ['all settings', EVERYTHING],
])("with %s the template breaks no rule of the CDK's validation", (_, settings) => {
  expect(brokenRules(stackOf(settings))).toEqual([]);
});

test("the CDK's validation refuses a queue with an unknown property", () => {
  const stack = stackOf(MINIMAL);
  void new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { Unknown: true } });
  expect(() => brokenRules(stack)).toThrow(/validation/i);
});
