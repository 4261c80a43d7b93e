import * as z from 'zod/mini';
import { aws } from './account.ts';

/** A resource of a deployed stack. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
}

const stackResponse = z.object({
  StackResources: z.array(
    z.object({
      LogicalResourceId: z.optional(z.string()),
      ResourceType: z.optional(z.string()),
      PhysicalResourceId: z.optional(z.nullable(z.string())),
    }),
  ),
});

/** The resources of a stack in moto. */
export async function resourcesOfStack(name: string): Promise<readonly StackResource[]> {
  const described = stackResponse.parse(
    await aws('cloudformation', 'describe-stack-resources', '--stack-name', name),
  );
  return described.StackResources.flatMap(({ LogicalResourceId, ResourceType, PhysicalResourceId }) =>
    LogicalResourceId === undefined || ResourceType === undefined
      ? []
      : [{ logicalId: LogicalResourceId, type: ResourceType, physicalId: PhysicalResourceId ?? undefined }],
  );
}

/** Physical ids of the resources of one type whose logical id contains `part`. */
export function idsOf(resources: readonly StackResource[], type: string, part = ''): readonly string[] {
  return resources
    .filter((resource) => resource.type === type && resource.logicalId.includes(part))
    .flatMap(({ physicalId }) => physicalId ?? []);
}
