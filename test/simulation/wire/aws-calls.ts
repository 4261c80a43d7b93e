import { AwsError } from '../../../local/aws/aws-error.ts';
import type { AwsRequest, WireRequest } from '../../../local/aws/aws-request.ts';
import { readWireRequest, secretIdsOf } from '../../../local/aws/wire-request.ts';
import type { HttpResponse } from '../../../local/http/http-message.ts';
import { isCredentialsSecret, SECRET_PREFIX } from '../../../local/installation/names.ts';
import { MAX_STALENESS_MS } from '../../support/in-memory-store.ts';
import type { Operation } from '../faults/fault-kind.ts';
import type { Deliver } from '../world/code-under-test.ts';
import type { Invocation } from '../world/invocation.ts';
import { takeQuota } from '../world/store-port.ts';
import { alertOf, awsEffect } from './aws-effects.ts';
import type { SendToAws } from '../../../local/in-process/aws-request-handler.ts';
import { exchange } from './http-exchange.ts';
import type { WireWorld } from './wire-world.ts';

/** The operation of the simulation to which each operation of AWS belongs. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  ListSecrets: 'list',
  DescribeSecret: 'describe',
  BatchGetSecretValue: 'read',
  GetSecretValue: 'read',
  ListSecretVersionIds: 'read',
  PutSecretValue: 'put',
  UpdateSecretVersionStage: 'move-credentials',
  TagResource: 'tag',
  Publish: 'alert',
  ListSubscriptionsByTopic: 'alert',
  GetSubscriptionAttributes: 'alert',
  PutEvents: 'events',
};

/** Sends the requests of one invocation to AWS, and notes their effects. */
export function awsCalls(world: WireWorld, invocation: Invocation, deliver: Deliver): SendToAws {
  const { account, scenario, observe } = world;
  return async (sent) => {
    // Secrets Manager may return fewer secrets in a page than asked for.
    const body = sent.body.replace('"MaxResults":100', `"MaxResults":${scenario.pageSize}`);
    const request = { ...sent, body };
    const wire = readWireRequest(request, 'request');
    const operation = operationOf(wire);
    if (operation === undefined) throw new TypeError(`the simulation does not implement ${wire.operation}`);
    const integration = integrationOf(wire);
    noteRequest(world, invocation, sent, wire);
    const process = async (): Promise<HttpResponse> => {
      if (operation === 'put' || operation === 'tag') {
        if (!takeQuota(world, invocation, operation, integration ?? ''))
          return wire.error(new AwsError('ThrottlingException', 'Rate exceeded'));
      }
      const noteEffect = awsEffect(world, invocation, deliver, { request: wire, integration });
      const response = await withStaleReads(world, wire, () => account.handle(request));
      noteEffect(response);
      return response;
    };
    const { response, isTrue } = await exchange(
      world,
      invocation,
      { operation, integration },
      process,
      wire.error,
    );
    if (isTrue && operation === 'put' && response.status === 200)
      observe({ kind: 'put-confirmed', invocation: invocation.id, integration: integration ?? '' });
    if (isTrue && wire.operation === 'ListSecrets' && body.includes('"NextToken"'))
      observe({ kind: 'listed-further-page', invocation: invocation.id });
    return response;
  };
}

/** The operation of a request. Only renewals write the credentials secret, and read the version under AWSPENDING. */
function operationOf(request: WireRequest): Operation | undefined {
  const isPut = request.operation === 'PutSecretValue';
  if (isPut && secretIdsOf(request).some(isCredentialsSecret)) return 'put-credentials';
  const isPending = JSON.stringify(request.input).includes('"VersionStage":"AWSPENDING"');
  return isPending ? 'read-credentials' : OPERATIONS[request.operation];
}

/** The integration whose secrets a request names; undefined for a read of several integrations. */
function integrationOf(request: WireRequest): string | undefined {
  const named = secretIdsOf(request).map(
    (secretId) => new RegExp(`^${SECRET_PREFIX}/([^/]+)/`).exec(secretId)?.[1],
  );
  return new Set(named).size === 1 ? named[0] : undefined;
}

/** Notes that the warner sends an alert. The SDK's further attempts send the same alert. */
function noteRequest(
  { observe }: WireWorld,
  { id }: Invocation,
  { headers }: AwsRequest,
  { operation, input }: WireRequest,
): void {
  if (operation !== 'Publish' || !String(headers['amz-sdk-request']).startsWith('attempt=1')) return;
  observe({ kind: 'alert-requested', invocation: id, alert: alertOf(input) });
}

/** Processes a request. A read may show the state of some seconds ago. */
async function withStaleReads(
  { account, scenario: { staleReads }, draw }: WireWorld,
  request: WireRequest,
  process: () => Promise<HttpResponse>,
): Promise<HttpResponse> {
  const isRead = ['read', 'describe'].includes(OPERATIONS[request.operation] ?? '');
  const stale = isRead && staleReads > 0 ? secretIdsOf(request).filter(() => draw.chance(staleReads)) : [];
  const remove = stale.map((matchSecretId) =>
    account.faults.add({
      kind: 'stale',
      service: 'secretsmanager',
      operation: request.operation === 'DescribeSecret' ? 'DescribeSecret' : 'GetSecretValue',
      matchSecretId,
      staleMs: draw.between(1, MAX_STALENESS_MS),
    }),
  );
  const response = await process();
  for (const removeOne of remove) removeOne();
  return response;
}
