import type { BenchResult, SizeResult } from './bench.ts';
import type { Bill } from './figures/bill.ts';
import type { RenewalDay } from './figures/renewal-spread.ts';
import type { Requirement } from './requirements.ts';

/** The result in Markdown. `docs/cost.md` shows the first two tables. */
export function report(result: BenchResult, kept: readonly Requirement[]): string {
  const { deployment, latenciesMs, renewals, bundles, oneHost, shards, cutOverMs } = result;
  return [
    '## Time and cost',
    '',
    sizesTable(result.sizes),
    '',
    billTable(result.sizes),
    '',
    `Measured on ${result.cpu}, Node ${result.node}: the real handler with the unmodified SDK, as bundled, in virtual`,
    `time. Every answer of AWS takes ${latenciesMs.aws} ms and every one of Alation ${latenciesMs.alation} ms; two`,
    `refresh tokens per integration, 100 integrations per Alation host; ${deployment.writesPerSecond} writes a second,`,
    `a tick every ${deployment.tickMs / 60_000} minutes, invocations of at most ${deployment.timeoutMs / 60_000} minutes.`,
    '',
    '## One host, shards, cut-over',
    '',
    table([
      ['', 'seconds', 'rotations/s', 'AWS calls per rotation'],
      ['1,000 integrations of one host', ...sweepRow(oneHost)],
      [`1,000 integrations in ${shards.of} shards`, ...sweepRow(shards)],
    ]),
    '',
    `Cut-over, from Alation's answer to a mint until consumers can read it, in real time: p50 ${ms(cutOverMs.p50)}, ` +
      `p99 ${ms(cutOverMs.p99)}; ${latenciesMs.alation + latenciesMs.aws} ms of it are the answers to the ` +
      'verification and to the write.',
    '',
    '## Renewals of 10,000 integrations that were onboarded at once',
    '',
    table([
      ['day', 'renewals', 'busiest tick, one credential each', 'busiest tick, two credentials each'],
      ...renewals.one.flatMap((one, index) => {
        const two = renewals.two[index];
        const isShown = one.day <= 3 || one.day % 5 === 0;
        return two === undefined || !isShown ? [] : [renewalRow(one, two)];
      }),
    ]),
    '',
    '## Bundles',
    '',
    table([
      ['function', 'KB minified', 'import', 'its CPU time', 'import of an empty module', 'largest shares'],
      ...bundles.map(({ entry, bytes, importMs, importCpuMs, emptyImportMs, shares }) => [
        entry,
        kilobytes(bytes),
        ms(importMs),
        ms(importCpuMs),
        ms(emptyImportMs),
        shares
          .slice(0, 6)
          .map((share) => `${share.name} ${kilobytes(share.bytes)}`)
          .join(', '),
      ]),
    ]),
    '',
    '## Requirements',
    '',
    table([
      ['', 'limit', 'got', ''],
      ...kept.map((one) => [one.what, one.limit, number(one.got), one.kept ? 'kept' : 'NOT KEPT']),
    ]),
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
      'an ordinary sweep',
      'peak memory',
      'CPU per rotation',
      'a month',
    ],
    ...sizes.map(({ integrations, sweep, idle, steady, memoryMb, monthlyBill }) => [
      text(integrations),
      seconds(sweep.seconds),
      seconds(sweep.elapsedSeconds),
      sweep.efficiency.toFixed(3),
      text(sweep.invocations),
      sweep.awsCallsPerRotation.toFixed(2),
      text(idle.calls),
      `${seconds(steady.seconds)}: ${text(steady.rotated)} rotations, ${text(steady.probed)} probes`,
      `${Math.round(memoryMb.peak)} MB`,
      ms(sweep.cpuMsPerRotation),
      dollars(monthlyBill.total),
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
];

function billTable(sizes: readonly SizeResult[]): string {
  return table([
    ['a month of', ...BILL_COLUMNS.map(([heading]) => heading)],
    ...sizes.map(({ integrations, monthlyBill }) => [
      text(integrations),
      ...BILL_COLUMNS.map(([, part]) => dollars(monthlyBill[part])),
    ]),
  ]);
}

function renewalRow(one: RenewalDay, two: RenewalDay): readonly string[] {
  const busiest = ({ mostInTick, peakToMean }: RenewalDay) =>
    `${text(mostInTick)} (${peakToMean.toFixed(1)} times an average tick)`;
  return [text(one.day), text(one.renewals), busiest(one), busiest(two)];
}

function sweepRow({ seconds: took, rotated, awsCallsPerRotation }: SizeResult['sweep']): readonly string[] {
  return [seconds(took), (rotated / took).toFixed(1), awsCallsPerRotation.toFixed(2)];
}

function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const text = (value: number) => value.toLocaleString('en');
const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 3 });
const seconds = (value: number) => `${value.toLocaleString('en', { maximumFractionDigits: 1 })} s`;
const ms = (value: number) => `${value.toFixed(1)} ms`;
const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(1);
const dollars = (value: number) =>
  `$${value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
