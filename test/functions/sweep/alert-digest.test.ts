import { expect, test } from 'vitest';
import { DetailType, INTEGRATION_NAME } from '../../../functions/contract.ts';
import { alertDigest } from '../../../functions/sweep/alert-digest.ts';
import type { RotatorEvent } from '../../../functions/integration/ports.ts';
import { requestedIntegrations } from '../../../functions/requested-integrations.ts';

const event = (detailType: string, integration: string): RotatorEvent => ({
  detailType,
  detail: { integration },
});

/** The events that a sweep sends when each of `count` integrations has these events. */
function sweepOf(count: number, ...detailTypes: readonly string[]): readonly RotatorEvent[] {
  const digest = alertDigest();
  const sent = Array.from({ length: count }, (_, index) => {
    const integration = `bi-${index}`;
    return digest.add(
      integration,
      detailTypes.map((type) => event(type, integration)),
    );
  });
  return [...sent.flat(), ...digest.rest()];
}

const isMarked = ({ detail }: RotatorEvent) => detail['digest'] === true;
const digestsIn = (events: readonly RotatorEvent[]) =>
  events.filter(({ detailType }) => detailType === DetailType.alertsDue);

test('the alert events of five integrations are sent unmarked and without a digest', () => {
  const events = sweepOf(5, DetailType.rotationFailed);
  expect(events).toEqual(Array.from({ length: 5 }, (_, at) => event(DetailType.rotationFailed, `bi-${at}`)));
});

test.each([DetailType.rotationFailed, DetailType.rotationRecovered, DetailType.refreshTokenAccepted])(
  'after five integrations each alert event is marked and its integration is named in exactly one digest: %s',
  (detailType) => {
    const events = sweepOf(2_345, detailType);
    const alerts = events.filter((sent) => sent.detailType === detailType);
    expect(alerts).toHaveLength(2_345);
    expect(alerts.filter((alert) => !isMarked(alert))).toHaveLength(5);
    const named = digestsIn(events).flatMap(({ detail }) => detail['integrations']);
    expect(named).toEqual(alerts.filter(isMarked).map(({ detail }) => detail['integration']));
    expect(digestsIn(events)).toHaveLength(3);
  },
);

test('events of rotations are not marked and cause no digest', () => {
  const events = sweepOf(100, DetailType.rotated);
  expect(events.filter(isMarked)).toEqual([]);
  expect(digestsIn(events)).toEqual([]);
});

const RECOVERY = [DetailType.rotated, DetailType.rotationRecovered, DetailType.refreshTokenAccepted];

test('only the first of several alert events of one integration starts the warner', () => {
  const events = sweepOf(1, ...RECOVERY);
  expect(events.map((sent) => [sent.detailType, isMarked(sent)])).toEqual([
    [DetailType.rotated, false],
    [DetailType.rotationRecovered, false],
    [DetailType.refreshTokenAccepted, true],
  ]);
});

test('an integration with several alert events counts once and is named once in the digest', () => {
  const events = sweepOf(8, ...RECOVERY);
  expect(events.filter(isMarked)).toHaveLength(5 + 2 * 3);
  expect(digestsIn(events).map(({ detail }) => detail['integrations'])).toEqual([['bi-5', 'bi-6', 'bi-7']]);
});

test('a digest of the longest names fits into an event, and the warner reads all names', () => {
  const digest = alertDigest();
  const longest = Array.from({ length: 1_005 }, (_, index) => String(index).padStart(64, 'x'));
  expect(longest.every((name) => INTEGRATION_NAME.test(name))).toBe(true);
  const sent = longest.flatMap((name) => digest.add(name, [event(DetailType.rotationFailed, name)]));
  const [due] = digestsIn(sent);
  expect(Buffer.byteLength(JSON.stringify(due?.detail))).toBeLessThan(250_000);
  expect(requestedIntegrations({ 'detail-type': due?.detailType, detail: due?.detail })).toEqual(
    longest.slice(5),
  );
});

test('an integration whose alert is due without an event is named in the last digest', () => {
  const digest = alertDigest();
  digest.note('bi');
  digest.note('bi');
  expect(digest.rest()).toEqual([{ detailType: DetailType.alertsDue, detail: { integrations: ['bi'] } }]);
  expect(digest.rest()).toEqual([]);
});

test('the alert events of an integration that is already in the digest are marked, and those of five others are not', () => {
  const digest = alertDigest();
  const failure = (name: string) => digest.add(name, [event(DetailType.rotationFailed, name)]);
  digest.note('bi');
  const sent = ['bi', '1', '2', '3', '4', '5', '6'].flatMap(failure);
  expect(sent.filter(isMarked).map(({ detail }) => detail['integration'])).toEqual(['bi', '6']);
  expect(digestsIn(digest.rest()).map(({ detail }) => detail['integrations'])).toEqual([['bi', '6']]);
});

test.each([
  [1_000, [1_000]],
  [1_001, [1_000, 1]],
  [2_000, [1_000, 1_000]],
])(
  'when %i alerts are due without an event, each digest names at most 1,000 integrations',
  (count, sizes) => {
    const digest = alertDigest();
    const names = Array.from({ length: count }, (_, index) => `bi-${index}`);
    for (const name of names) digest.note(name);
    const named = digest.rest().map(({ detail }) => detail['integrations'] as readonly string[]);
    expect(named.map(({ length }) => length)).toEqual(sizes);
    expect(named.flat()).toEqual(names);
  },
);
