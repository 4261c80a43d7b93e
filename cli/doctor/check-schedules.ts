import { ListSchedulesCommand, type ListSchedulesCommandOutput } from '@aws-sdk/client-scheduler';
import { askAws } from '../aws/ask-aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import { eventBusName, type DeployedStack } from '../aws/deployed-stack.ts';
import { isNotFound } from '../aws/error-kind.ts';
import { DEPLOY, finding, type Finding } from './finding.ts';

/** Checks that each function has a schedule, and that all its schedules are enabled. */
export async function checkSchedules(
  { scheduler }: AwsClients,
  prefix: string,
  { rotator, warner }: DeployedStack,
): Promise<readonly Finding[]> {
  const states = new Map<string, readonly string[]>();
  let nextToken: string | undefined;
  do {
    // CloudFormation generates the names of the schedules. Their group has the name of the bus.
    const request = new ListSchedulesCommand({ GroupName: eventBusName(prefix), NextToken: nextToken });
    const page: Pick<ListSchedulesCommandOutput, 'Schedules' | 'NextToken'> = await askAws(
      'scheduler:ListSchedules',
      'the schedules of this Region',
      () => scheduler.send(request),
      { is: isNotFound, result: () => ({ Schedules: [] }) },
    );
    for (const { Target, State = '' } of page.Schedules ?? []) {
      const arn = Target?.Arn ?? '';
      states.set(arn, [...(states.get(arn) ?? []), State]);
    }
    nextToken = page.NextToken || undefined;
  } while (nextToken !== undefined);

  return [
    ['rotator', rotator.arn],
    ['warner', warner.arn],
  ].map(([what = '', arn = '']) => {
    const [state, ...others] = states.get(arn) ?? [];
    if (state === undefined) {
      return finding('AWS', 'Schedules', 'problem', `no schedule starts the ${what}`, DEPLOY);
    }
    const isEnabled = [state, ...others].every((one) => one === 'ENABLED');
    return isEnabled
      ? finding('AWS', 'Schedules', 'ok', `a schedule starts the ${what}`)
      : finding('AWS', 'Schedules', 'problem', `a schedule of the ${what} is disabled`, DEPLOY);
  });
}
