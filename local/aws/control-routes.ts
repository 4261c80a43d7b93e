import { type ControlRoute, route } from '../control/control-route.ts';
import { faultRoutes } from '../control/fault-routes.ts';
import { faultSchema } from './fault.ts';
import type { AwsAccount } from './local-aws.ts';

/** The control routes of AWS. No route shows a secret value. */
export function awsRoutes({ topics, events, calls, faults }: AwsAccount): readonly ControlRoute[] {
  return [
    route('GET /aws/messages', 'shows the SNS messages so far', () => topics.messages),
    route('GET /aws/events', 'shows the EventBridge events so far', () => events.events),
    route('GET /aws/calls', 'shows the number of calls by operation', () => calls.all()),
    route('DELETE /aws/calls', 'sets the numbers of calls to 0', () => calls.reset()),
    ...faultRoutes('aws', 'service, operation?, matchSecretId?', faultSchema, faults),
  ];
}
