import { expect, test } from 'vitest';
import { DetailType } from '../../functions/contract.ts';
import {
  arnText,
  at,
  EVERYTHING,
  listed,
  MINIMAL,
  OPERATOR,
  propertiesOf,
  READER,
  templateOf,
} from './synth.ts';
import type { TokenRotatorProps } from '../../infra/token-rotator-props.ts';

const ROOT = 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root';

/** The statements of the policy of the bus by their ids. */
function statementsOfBus(settings: TokenRotatorProps): Record<string, unknown> {
  const policies = propertiesOf(templateOf(settings), 'AWS::Events::EventBusPolicy');
  return Object.fromEntries(policies.map(({ Statement }) => [String(at(Statement, 'Sid')), Statement]));
}

test('another account may put no event on the bus', () => {
  expect(statementsOfBus(MINIMAL)).toEqual({
    NeverAnotherAccount: {
      Sid: 'NeverAnotherAccount',
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'events:PutEvents',
      Resource: { 'Fn::GetAtt': [expect.stringContaining('EventBus'), 'Arn'] },
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
    },
  });
});

test.each([
  ['operators', { operators: [OPERATOR] }, [OPERATOR, ROOT]],
  ['requesters', { requesters: [READER] }, [READER, ROOT]],
  ['operators and requesters', { operators: [OPERATOR], requesters: [READER] }, [OPERATOR, READER, ROOT]],
])('with %s only the named roles and the root user may request a rotation', (_, settings, allowed) => {
  const statement = statementsOfBus({ ...MINIMAL, ...settings })['OnlyRequestersRequestRotations'];

  expect(statement).toMatchObject({
    Effect: 'Deny',
    Principal: { AWS: '*' },
    Action: 'events:PutEvents',
    Condition: { StringEquals: { 'events:detail-type': DetailType.rotationRequested } },
  });
  const principals = listed(at(statement, 'Condition', 'ArnNotEquals', 'aws:PrincipalArn')).map(arnText);
  expect(principals).toEqual(allowed);
});

test('the rule for requested rotations matches only their detail-type', () => {
  const rules = propertiesOf(templateOf(EVERYTHING), 'AWS::Events::Rule').filter(({ EventPattern }) =>
    JSON.stringify(EventPattern).includes(DetailType.rotationRequested),
  );

  expect(rules.map(({ EventPattern }) => EventPattern)).toEqual([
    { 'detail-type': [DetailType.rotationRequested] },
  ]);
});
