import { ListSchedulesCommand, type ListSchedulesCommandOutput } from '@aws-sdk/client-scheduler';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import type { Clock } from '../../functions/integration/ports.ts';
import { askAws, isNotFound } from '../aws/ask-aws.ts';
import type { AwsClients } from '../aws/clients.ts';
import { hindrances, type DeployedFunction } from '../aws/deployed-function.ts';
import { deployedIntervalMs } from '../aws/deployed-interval.ts';
import { eventBusName, type DeployedStack } from '../aws/deployed-stack.ts';
import { readLog } from '../aws/read-log.ts';
import { CliError } from '../cli-error.ts';
import { commandLine } from '../text/command-line.ts';
import { fromNow } from '../../functions/warning/duration-text.ts';
import { finding, findings, type Finding } from './finding.ts';
import { HOUR_MS } from '../../functions/time.ts';

const DEPLOY = 'Deploy again (npx cdk deploy): it restores what is missing and changes no secret';

/** Whether the functions can run, their schedules are on, they did run, and somebody hears the alerts. */
export async function checkStack(
  clients: AwsClients,
  prefix: string,
  clock: Clock,
  stack: DeployedStack,
): Promise<readonly Finding[]> {
  const checked = await Promise.all([
    findings('AWS', 'Schedules', () => checkSchedules(clients, prefix, stack)),
    findings('AWS', 'Last run', () => checkLastRun(clients, stack, clock)),
    findings('AWS', 'Alerts', () => checkAlerts(clients, prefix, stack)),
  ]);
  return [
    ...checkFunction('Rotator', stack.rotator),
    ...checkFunction('Warner', stack.warner),
    ...checked.flat(),
  ];
}

function checkFunction(what: string, deployed: DeployedFunction): readonly Finding[] {
  const { arn, lastUpdate } = deployed;
  const wrong = [
    ...hindrances(deployed),
    ...(lastUpdate === 'Failed' ? [`the last update of ${arn} failed`] : []),
  ];
  return wrong.length > 0
    ? wrong.map((says) => finding('AWS', what, 'problem', says, DEPLOY))
    : [finding('AWS', what, 'ok', `${arn} can run`)];
}

async function checkSchedules(
  { scheduler }: AwsClients,
  prefix: string,
  { rotator, warner }: DeployedStack,
): Promise<readonly Finding[]> {
  const states = new Map<string, readonly string[]>();
  let nextToken: string | undefined;
  do {
    // CloudFormation makes up their names; their group is named like the bus.
    const request = new ListSchedulesCommand({ GroupName: eventBusName(prefix), NextToken: nextToken });
    const page: Pick<ListSchedulesCommandOutput, 'Schedules' | 'NextToken'> = await askAws(
      'scheduler:ListSchedules',
      'the schedules of this Region',
      () => scheduler.send(request),
      { is: isNotFound, means: () => ({ Schedules: [] }) },
    );
    for (const { Target, State = '' } of page.Schedules ?? []) {
      const arn = Target?.Arn ?? '';
      states.set(arn, [...(states.get(arn) ?? []), State]);
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);

  return [
    ['rotator', rotator.arn],
    ['warner', warner.arn],
  ].map(([what = '', arn = '']) => {
    const [state, ...others] = states.get(arn) ?? [];
    if (state === undefined) {
      return finding('AWS', 'Schedules', 'problem', `no schedule starts the ${what}`, DEPLOY);
    }
    const isOn = [state, ...others].every((one) => one === 'ENABLED');
    return isOn
      ? finding('AWS', 'Schedules', 'ok', `the ${what} is started by its schedule`)
      : finding('AWS', 'Schedules', 'problem', `a schedule of the ${what} is switched off`, DEPLOY);
  });
}

async function checkLastRun(
  { logs }: AwsClients,
  { rotator }: DeployedStack,
  clock: Clock,
): Promise<readonly Finding[]> {
  const span = 3 * deployedIntervalMs(rotator);
  const now = clock.now();
  const { lines } = await readLog(logs, {
    logGroup: rotator.logGroup,
    events: ['SweepEnded'],
    since: now - Math.max(span, HOUR_MS),
    limit: 1,
  }).catch((error: unknown) => {
    // A log group that Lambda makes itself is not there before the first run.
    if (error instanceof CliError && error.code === 'NotFound') return { lines: [] };
    throw error;
  });
  const [last] = lines;
  if (last !== undefined && now - last.time <= span) {
    return [finding('AWS', 'Last run', 'ok', `the rotator ran ${fromNow(last.time, now)}`)];
  }
  return [
    finding(
      'AWS',
      'Last run',
      'problem',
      `the rotator has not run for three of its intervals (${span / 60_000} min)`,
      'See RotationNotRunning in docs/runbook.md',
    ),
  ];
}

async function checkAlerts(
  { sns }: AwsClients,
  prefix: string,
  { alertTopicArn }: DeployedStack,
): Promise<readonly Finding[]> {
  const { Attributes = {} } = await askAws('sns:GetTopicAttributes', alertTopicArn, () =>
    sns.send(new GetTopicAttributesCommand({ TopicArn: alertTopicArn })),
  );
  const confirmed = Number(Attributes['SubscriptionsConfirmed'] ?? 0);
  const pending = Number(Attributes['SubscriptionsPending'] ?? 0);
  const waiting = pending === 0 ? '' : `; ${pending} not confirmed yet`;
  if (confirmed === 0) {
    return [
      finding(
        'AWS',
        'Alerts',
        'problem',
        `nobody hears an alert: no subscription is confirmed${waiting}`,
        'Follow the link in the mail that SNS sent, or subscribe again (docs/runbook.md, NobodySubscribed)',
      ),
    ];
  }
  const count = `${confirmed} confirmed ${confirmed === 1 ? 'subscription' : 'subscriptions'}${waiting}`;
  return [
    pending === 0
      ? finding('AWS', 'Alerts', 'ok', `${count}; try it: ${commandLine(prefix, 'test-alert')}`)
      : finding('AWS', 'Alerts', 'warning', count, 'Whoever did not confirm gets nothing: ask them to'),
  ];
}
