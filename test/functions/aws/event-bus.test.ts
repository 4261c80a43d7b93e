import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod/mini';
import { clientSettings } from '../../../functions/aws/client-settings.ts';
import { createEventSink } from '../../../functions/aws/event-bus.ts';
import { DetailType } from '../../../functions/contract.ts';
import type { EventSink, RotatorEvent } from '../../../functions/integration/ports.ts';
import { startScriptedAws, type AwsRequest, type Script } from './scripted-aws.ts';

const entries = z.array(z.looseObject({ Detail: z.string() }));
const detail = z.looseObject({ integration: z.string() });

async function sinkAt(script: Script): Promise<{ sink: EventSink; requests: readonly AwsRequest[] }> {
  const aws = await startScriptedAws(script);
  const client = new EventBridgeClient({ ...clientSettings, ...aws.connection });
  onTestFinished(async () => {
    client.destroy();
    await aws[Symbol.asyncDispose]();
  });
  const clock = { now: () => Date.parse('2026-11-24T10:00:00Z') };
  return { sink: createEventSink({ client, eventBusName: 'default', clock }), requests: aws.requests };
}

function entriesOf(request: AwsRequest | undefined): z.infer<typeof entries> {
  return entries.parse(request?.body['Entries']);
}

function integrationsOf(request: AwsRequest | undefined): string[] {
  return entriesOf(request).map(({ Detail }) => detail.parse(JSON.parse(Detail)).integration);
}

/** Always refuses the entries of these integrations, each with its code. */
function refusing(codes: Readonly<Record<string, string>>): Script {
  return (request) => {
    const results = integrationsOf(request).map((integration) => {
      const code = codes[integration];
      return code === undefined ? { EventId: 'e' } : { ErrorCode: code, ErrorMessage: 'CANARY' };
    });
    const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
    return { body: { FailedEntryCount, Entries: results } };
  };
}

function rotated(integration: string, more: object = {}): RotatorEvent {
  return { detailType: DetailType.rotated, detail: { integration, ...more } };
}

test('an event has the source of the contract, its version and the time of the clock', async () => {
  const { sink, requests } = await sinkAt(refusing({}));
  expect(await sink.put([rotated('loader', { version: '9' })])).toBe(0);
  expect(requests.map(entriesOf)).toEqual([
    [
      {
        EventBusName: 'default',
        Source: 'alation.token-rotator',
        DetailType: 'Access Token Rotated',
        Detail: '{"integration":"loader","version":"1"}',
        Time: Date.parse('2026-11-24T10:00:00Z') / 1_000,
      },
    ],
  ]);
});

test('if there are no events, no request is sent', async () => {
  const { sink, requests } = await sinkAt(refusing({}));
  expect(await sink.put([])).toBe(0);
  expect(requests).toHaveLength(0);
});

test('25 events are sent once each, ten per request', async () => {
  const { sink, requests } = await sinkAt(refusing({}));
  const names = Array.from({ length: 25 }, (_, index) => `loader-${index}`);
  expect(await sink.put(names.map((name) => rotated(name)))).toBe(0);
  expect(requests.map((request) => entriesOf(request).length).toSorted((a, b) => a - b)).toEqual([5, 10, 10]);
  expect(requests.flatMap(integrationsOf).toSorted()).toEqual(names.toSorted());
});

test('each request has at most 256 KiB, and a larger event counts as refused', async () => {
  const { sink, requests } = await sinkAt(refusing({}));
  const large = Array.from({ length: 5 }, (_, index) =>
    rotated(`loader-${index}`, { text: 'é'.repeat(60_000) }),
  );
  const tooBig = rotated('too-big', { text: 'é'.repeat(140_000) });
  expect(await sink.put([...large, tooBig])).toBe(1);
  expect(requests.flatMap(entriesOf)).toHaveLength(5);
  for (const request of requests) {
    expect(
      Buffer.byteLength(
        entriesOf(request)
          .map(({ Detail }) => Detail)
          .join(''),
      ),
    ).toBeLessThanOrEqual(262_144);
  }
});

test.each(['ThrottlingException', 'InternalFailure', 'InternalException'])(
  'an entry that is refused with %s is sent once more, alone',
  async (code) => {
    const { sink, requests } = await sinkAt((request, index) =>
      refusing(index === 0 ? { b: code } : {})(request, index),
    );
    expect(await sink.put([rotated('a'), rotated('b'), rotated('c')])).toBe(0);
    expect(requests.map((request) => entriesOf(request).length)).toEqual([3, 1]);
    expect(integrationsOf(requests[1])).toEqual(['b']);
  },
);

test('an entry that is refused twice is counted and not sent a third time', async () => {
  const { sink, requests } = await sinkAt(refusing({ b: 'ThrottlingException' }));
  expect(await sink.put([rotated('a'), rotated('b')])).toBe(1);
  expect(requests).toHaveLength(2);
});

test('an entry with a permanent error is counted without a retry', async () => {
  const { sink, requests } = await sinkAt(refusing({ b: 'MalformedDetail', c: 'ThrottlingException' }));
  expect(await sink.put([rotated('a'), rotated('b'), rotated('c')])).toBe(2);
  expect(requests.map((request) => entriesOf(request).length)).toEqual([3, 1]);
});

test.each([
  ['denied', { status: 400, body: { __type: 'AccessDeniedException' } }, 1],
  ['always failing', { status: 500, body: { __type: 'InternalException' } }, 3],
  ['answered without results', { status: 200, body: {} }, 1],
])('all entries of a request that is %s count as refused', async (_, reaction, attempts) => {
  const { sink, requests } = await sinkAt(() => reaction);
  expect(await sink.put([rotated('a'), rotated('b')])).toBe(2);
  expect(requests).toHaveLength(attempts);
});
