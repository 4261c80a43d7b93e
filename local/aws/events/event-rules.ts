import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import type { EventStore } from './event-store.ts';

const busNameOrArn = z.nullish(z.string());

/** The response is always one page. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export function listRules({ region, accountId }: ServiceDependencies, store: EventStore): Operation {
  const listRulesRequest = z.object({ EventBusName: busNameOrArn, NamePrefix: z.nullish(z.string()) });
  return (input) => {
    const { EventBusName, NamePrefix } = parseInput(listRulesRequest, input);
    const bus = store.requireBus(EventBusName ?? undefined);
    const path = bus.name === 'default' ? '' : `${bus.name}/`;
    return {
      Rules: store.rules
        .filter(({ busName, name }) => busName === bus.name && name.startsWith(NamePrefix ?? ''))
        .map(({ name, eventPattern, state }) => ({
          Name: name,
          Arn: `arn:aws:events:${region}:${accountId}:rule/${path}${name}`,
          EventPattern: eventPattern,
          State: state,
          EventBusName: bus.name,
        })),
    };
  };
}

/** The response is always one page. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export function listTargetsByRule(store: EventStore): Operation {
  const listTargetsRequest = z.object({ EventBusName: busNameOrArn, Rule: z.string() });
  return (input) => {
    const { EventBusName, Rule } = parseInput(listTargetsRequest, input);
    const bus = store.requireBus(EventBusName ?? undefined);
    const rule = store.rules.find(({ busName, name }) => busName === bus.name && name === Rule);
    if (rule === undefined) {
      throw new AwsError('ResourceNotFoundException', `Rule ${Rule} does not exist on EventBus ${bus.name}.`);
    }
    return { Targets: rule.targetArns.map((Arn, index) => ({ Id: `Target${index}`, Arn })) };
  };
}
