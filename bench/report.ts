import type { BenchResult, SizeResult } from './bench.ts';
import type { Bill } from './figures/bill.ts';
import type { RenewalDay } from './figures/renewal-spread.ts';
import type { Requirement } from './requirements.ts';
import { MINUTE_MS } from '../functions/time.ts';

/** Formats the result as Markdown. `docs/cost.md` shows the first two tables. */
export function report(result: BenchResult, checked: readonly Requirement[]): string {
  const { deployment, latenciesMs, renewals, bundles, oneHost, shards, publicationDelayMs } = result;
  return [
    '## Time and cost',
    '',
    sizesTable(result.sizes),
    '',
    billTable(result.sizes),
    '',
    `Measured on ${result.cpu}, Node ${result.node}, in virtual time: the real handler, bundled as it is deployed, with`,
    `the unmodified SDK. A call to AWS takes ${latenciesMs.aws} ms, a call to Alation ${latenciesMs.alation} ms. Each`,
    `integration has two refresh tokens, each Alation host 100 integrations. The rotator makes ${deployment.writesPerSecond}`,
    `writes a second and sweeps every ${deployment.intervalMs / MINUTE_MS} minutes; an invocation takes at most`,
    `${deployment.timeoutMs / MINUTE_MS} minutes.`,
    '',
    '## One host, shards, publication delay',
    '',
    table([
      ['', 'seconds', 'rotations/s', 'AWS calls per rotation'],
      ['1,000 integrations of one host', ...fullRow(oneHost)],
      [`1,000 integrations in ${shards.of} shards`, ...fullRow(shards)],
    ]),
    '',
    `From the mint of an access token until consumers can read it, in real time: p50 ${ms(publicationDelayMs.p50)}, ` +
      `p99 ${ms(publicationDelayMs.p99)}. Of these, ${latenciesMs.alation + latenciesMs.aws} ms are the calls that ` +
      'verify and write it.',
    '',
    '## Renewals of 10,000 integrations that were onboarded together',
    '',
    table([
      ['day', 'renewals', 'busiest sweep, one credential each', 'busiest sweep, two credentials each'],
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
    table([
      ['', 'limit', 'measured', ''],
      ...checked.map(({ name, limit, measured, isMet }) => [
        name,
        limit,
        number(measured),
        isMet ? 'met' : 'NOT MET',
      ]),
    ]),
  ].join('\n');
}

function sizesTable(sizes: readonly SizeResult[]): string {
  return table([
    [
      'integrations',
      'full sweep',
      'with waits between invocations',
      'efficiency',
      'invocations',
      'AWS calls per rotation',
      'AWS calls of an idle sweep',
      'ordinary sweep',
      'peak memory',
      'CPU per rotation',
      'cost a month',
    ],
    ...sizes.map(({ integrations, full, idle, ordinary, memoryMb, monthlyBill }) => [
      text(integrations),
      seconds(full.seconds),
      seconds(full.elapsedSeconds),
      full.efficiency.toFixed(3),
      text(full.invocations),
      full.awsCallsPerRotation.toFixed(2),
      text(idle.calls),
      `${seconds(ordinary.seconds)}: ${text(ordinary.rotated)} rotations, ${text(ordinary.probed)} probes`,
      `${Math.round(memoryMb.peak)} MB`,
      ms(full.cpuMsPerRotation),
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
  ['with the free tiers', 'withFreeTiers'],
  ['from the third year on', 'fromThirdYear'],
];

function billTable(sizes: readonly SizeResult[]): string {
  return table([
    ['cost a month', ...BILL_COLUMNS.map(([heading]) => heading)],
    ...sizes.map(({ integrations, monthlyBill }) => [
      text(integrations),
      ...BILL_COLUMNS.map(([, part]) => dollars(monthlyBill[part])),
    ]),
  ]);
}

function renewalRow(one: RenewalDay, two: RenewalDay): readonly string[] {
  const busiest = ({ mostInSweep, peakToMean }: RenewalDay) =>
    `${text(mostInSweep)} (${peakToMean.toFixed(1)} times the average)`;
  return [text(one.day), text(one.renewals), busiest(one), busiest(two)];
}

function fullRow({ seconds: took, rotated, awsCallsPerRotation }: SizeResult['full']): readonly string[] {
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
