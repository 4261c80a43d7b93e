import type { BenchResult, SizeResult } from './bench.ts';
import type { Bill } from './figures/bill.ts';
import type { RotationDay } from './figures/rotation-spread.ts';
import type { Requirement } from './requirements.ts';
import { dollars, kilobytes, ms, range, requirementsTable, seconds, table, text } from './table.ts';
import { MINUTE_MS } from '../functions/time.ts';

/** Formats the result as Markdown. `docs/cost.md` shows the first two tables. */
export function report(result: BenchResult, checked: readonly Requirement[]): string {
  const { deployment, latenciesMs, rotations, bundles, oneHost, shards } = result;
  return [
    '## Time and cost',
    '',
    sizesTable(result.sizes),
    '',
    billTable(result.sizes),
    '',
    `Measured on ${result.cpu}, Node ${result.node}, in virtual time: the real handler, bundled as it is deployed, with`,
    `the unmodified SDK. A call to AWS takes ${range(latenciesMs.aws)}, a call to Alation ${range(latenciesMs.alation)}.`,
    `Each integration has two refresh tokens. Each Alation host has 100 integrations. The rotator makes at most`,
    `${deployment.writesPerSecond} writes a second and sweeps every ${deployment.intervalMs / MINUTE_MS} minutes; an`,
    `invocation takes at most ${deployment.timeoutMs / MINUTE_MS} minutes.`,
    '',
    '## One host, shards',
    '',
    table([
      ['', 'seconds', 'rotations/s', 'AWS calls per rotation'],
      ['1,000 integrations of one host', ...fullRow(oneHost)],
      [`10,000 integrations in ${shards.of} shards`, ...fullRow(shards)],
    ]),
    '',
    '## Reads of a consumer',
    '',
    table([
      ['A consumer', 'Reads a month', 'Price a month'],
      ...result.consumerReads.map(({ consumer, reads, price }) => [consumer, text(reads), dollars(price)]),
    ]),
    '',
    '## Rotations of 10,000 integrations that were onboarded together',
    '',
    table([
      [
        'day',
        'rotations with one credential',
        'busiest sweep with one credential',
        'busiest sweep with two credentials',
      ],
      ...rotations.one.flatMap((one, index) => {
        const two = rotations.two[index];
        const isShown = one.day <= 3 || one.day % 5 === 0;
        return two === undefined || !isShown ? [] : [rotationRow(one, two)];
      }),
    ]),
    '',
    '## Bundles',
    '',
    table([
      [
        'function',
        'KB minified',
        'import',
        'CPU time of the import',
        'divided by a plain client of Secrets Manager',
        'KB of each dependency',
      ],
      ...bundles.map(({ entry, bytes, importMs, importCpuMs, importRatio, shares }) => [
        entry,
        kilobytes(bytes),
        ms(importMs),
        ms(importCpuMs),
        importRatio.toFixed(2),
        shares.map((share) => `${share.name} ${kilobytes(share.bytes)}`).join(', '),
      ]),
    ]),
    '',
    '## Requirements',
    '',
    requirementsTable(checked),
  ].join('\n');
}

function sizesTable(sizes: readonly SizeResult[]): string {
  return table([
    [
      'integrations',
      'all due at once',
      'including waits between sweeps',
      'efficiency',
      'invocations',
      'AWS calls per rotation',
      'AWS calls of an idle sweep',
      'an ordinary sweep: rotations, probes',
      'writes of tags a second',
      'peak memory',
      'CPU per rotation',
    ],
    ...sizes.map(({ integrations, full, idle, ordinary, memoryMb }) => [
      text(integrations),
      seconds(full.seconds),
      seconds(full.elapsedSeconds),
      full.efficiency.toFixed(3),
      text(full.invocations),
      full.awsCallsPerRotation.toFixed(2),
      text(idle.calls),
      `${seconds(ordinary.seconds)}: ${text(ordinary.rotated)}, ${text(ordinary.probed)}`,
      (ordinary.tagWrites / ordinary.seconds).toFixed(1),
      `${Math.round(memoryMb.peak)} MB`,
      ms(full.cpuMsPerRotation),
    ]),
  ]);
}

const BILL_COLUMNS: readonly (readonly [string, keyof Bill])[] = [
  ['secrets', 'secrets'],
  ['Secrets Manager calls', 'secretsManagerCalls'],
  ['KMS', 'kms'],
  ['Lambda', 'lambda'],
  ['EventBridge', 'eventBridge'],
  ['CloudWatch', 'cloudWatch'],
  ['total', 'total'],
  ['of these, probes', 'probes'],
  ['with the free tiers', 'withFreeTiers'],
  ['from the third year on', 'fromThirdYear'],
];

function billTable(sizes: readonly SizeResult[]): string {
  return table([
    ['integrations', ...BILL_COLUMNS.map(([heading]) => heading)],
    ...sizes.map(({ integrations, monthlyBill }) => [
      text(integrations),
      ...BILL_COLUMNS.map(([, part]) => dollars(monthlyBill[part])),
    ]),
  ]);
}

function busiest({ mostInSweep, peakToMean }: RotationDay): string {
  return `${text(mostInSweep)} (${peakToMean.toFixed(1)} times the average)`;
}

function rotationRow(one: RotationDay, two: RotationDay): readonly string[] {
  return [text(one.day), text(one.rotations), busiest(one), busiest(two)];
}

function fullRow({ seconds: took, rotated, awsCallsPerRotation }: SizeResult['full']): readonly string[] {
  return [seconds(took), (rotated / took).toFixed(1), awsCallsPerRotation.toFixed(2)];
}
