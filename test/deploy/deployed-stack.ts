import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import * as z from 'zod/mini';
import { ACCOUNT, connection, REGION } from './account.ts';
import { deployedFunction, type DeployedFunction, type FunctionCode } from './deployed-function.ts';
import { idsOf, resourcesOfStack, type StackResource } from './stack.ts';

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.optional(z.record(z.string(), z.unknown())) }),
  ),
});

/** A rotator deployed in moto. */
export interface DeployedStack {
  readonly template: z.infer<typeof template>;
  readonly resources: readonly StackResource[];
  readonly rotator: DeployedFunction;
  readonly warner: DeployedFunction;
  /** Payloads with which the schedules start the rotator. */
  readonly rotatorInputs: readonly unknown[];
  /** Payloads with which the schedules start the warner. */
  readonly warnerInputs: readonly unknown[];
  chatTopicArn(channel: string): string;
}

/** Reads what was deployed under a prefix: the template from `folder`, the rest from moto. */
export async function deployedStack(folder: string, prefix: string): Promise<DeployedStack> {
  const name = `${prefix}-token-rotator`;
  const deployed = template.parse(
    JSON.parse(readFileSync(join(folder, 'cdk.out', `${name}.template.json`), 'utf8')),
  );
  const resources = await resourcesOfStack(name);
  const functionWith = async (
    description: RegExp,
  ): Promise<readonly [DeployedFunction, readonly unknown[]]> => {
    const [logicalId = '', { Properties } = {}] =
      Object.entries(deployed.Resources).find(
        ([, { Type, Properties: all }]) =>
          Type === 'AWS::Lambda::Function' && description.test(String(all?.['Description'])),
      ) ?? [];
    const [functionName = ''] = idsOf(resources, 'AWS::Lambda::Function', logicalId);
    const code = codeOf(deployed, Properties);
    return [
      await deployedFunction(functionName, code, join(folder, logicalId)),
      await inputsTo(functionName, idsOf(resources, 'AWS::Scheduler::Schedule')),
    ];
  };
  const [rotator, rotatorInputs] = await functionWith(/^Rotates/);
  const [warner, warnerInputs] = await functionWith(/^Warns/);
  return {
    template: deployed,
    resources,
    rotator,
    warner,
    rotatorInputs,
    warnerInputs,
    chatTopicArn: (channel) => idsOf(resources, 'AWS::SNS::Topic', `ChatChannels${channel}`)[0] ?? '',
  };
}

function codeOf(
  { Resources }: z.infer<typeof template>,
  properties: Record<string, unknown> | undefined,
): FunctionCode {
  const bucket = `cdk-hnb659fds-assets-${ACCOUNT}-${REGION}`;
  const { Code, Layers = [] } = z
    .object({
      Code: z.object({ S3Key: z.string() }),
      Layers: z.optional(z.array(z.object({ Ref: z.string() }))),
    })
    .parse(properties);
  const layerKeys = Layers.map(
    ({ Ref }) =>
      z.object({ Content: z.object({ S3Key: z.string() }) }).parse(Resources[Ref]?.Properties).Content.S3Key,
  );
  return { bucket, key: Code.S3Key, layerKeys };
}

/** The payloads of the schedules of a function; undefined for a schedule without an input. */
async function inputsTo(functionName: string, schedules: readonly string[]): Promise<readonly unknown[]> {
  const scheduler = new SchedulerClient(connection);
  const targets = await Promise.all(
    schedules.map(async (schedule) => {
      const [GroupName, Name] = schedule.split('|');
      const { Target } = await scheduler.send(new GetScheduleCommand({ GroupName, Name }));
      return Target;
    }),
  );
  scheduler.destroy();
  return targets
    .filter((target) => target?.Arn?.endsWith(`:${functionName}`))
    .map((target): unknown => (target?.Input === undefined ? undefined : JSON.parse(target.Input)));
}
