import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { afterAll, expect, test } from 'vitest';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';
import { MINIMAL, OTHER_READER, READER, templateOf } from './synth.ts';

const folder = mkdtempSync(join(tmpdir(), 'control-tower-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The Control Tower rules of AWS that the template of these settings does not meet. */
function unmetBy(settings: TokenRotatorProps): string[] {
  const file = join(folder, 'template.json');
  writeFileSync(file, JSON.stringify(templateOf(settings).toJSON()));
  const validator = new CfnGuardValidator();
  expect(validator.ruleIds?.length).toBeGreaterThan(230);
  const { violations } = validator.validate({ templatePaths: [file] } as never);
  return violations.map(({ ruleName }) => ruleName).toSorted();
}

/** The unmet rules, with the control that docs/controls.md explains. */
const EXPLAINED = {
  cloudwatch_log_group_retention_period_check: 'CT.CLOUDWATCH.PR.2',
  lambda_inside_vpc_check: 'CT.LAMBDA.PR.3',
} as const;

const MINUTES = 60_000;

test(
  'by default the template meets all Control Tower rules except the rules that docs/controls.md explains',
  { timeout: 5 * MINUTES },
  () => {
    expect(unmetBy(MINIMAL)).toEqual(Object.keys(EXPLAINED));

    const page = readFileSync('docs/controls.md', 'utf8');
    for (const control of Object.values(EXPLAINED)) expect(page).toContain(`| ${control}`);
  },
);

test(
  'in a network and with the preset hardened the template meets every Control Tower rule',
  { timeout: 5 * MINUTES },
  () => {
    const hardened: TokenRotatorProps = {
      integrations: { tableau: { readers: [READER, OTHER_READER] } },
      preset: 'hardened',
      network: {
        vpcId: 'vpc-0123456789abcdef0',
        subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      },
    };
    expect(unmetBy(hardened)).toEqual([]);
  },
);
