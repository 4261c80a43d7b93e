import type { Requirement } from '../requirements.ts';
import { ms, range, requirementsTable, seconds, table, text } from '../table.ts';
import type { SocketResult } from './socket-bench.ts';

/** Formats the result as Markdown. `docs/cost.md` shows the first two tables. */
export function socketReport(result: SocketResult, checked: readonly Requirement[]): string {
  const { aws, alation } = result.latenciesMs;
  return [
    '## Over HTTPS, in real time',
    '',
    table([
      [
        'integrations',
        'memory',
        'CPU',
        'full sweep',
        'efficiency',
        'CPU per rotation',
        'ordinary sweep',
        'gap p50',
        'gap p99',
        'peak memory',
      ],
      ...result.sizes.map(({ integrations, memoryMb, cpuShare, full, ordinary, peakMemoryMb }) => [
        text(integrations),
        `${text(memoryMb)} MB`,
        cpuShare.toFixed(3),
        seconds(full.seconds),
        full.efficiency.toFixed(3),
        ms(full.cpuMsPerRotation),
        `${seconds(ordinary.seconds)}: ${text(ordinary.rotated)} rotations, ${text(ordinary.probed)} probes`,
        ms(full.publicationDelayMs.p50),
        ms(full.publicationDelayMs.p99),
        `${Math.round(peakMemoryMb)} MB`,
      ]),
    ]),
    '',
    '## The gap of one integration with one credential, after a cold start',
    '',
    table([
      ['memory', 'runs', 'gap p50', 'gap p99', "the rotator's part p50", "the rotator's part p99"],
      ...result.oneCredential.map(({ memoryMb, runs, gapMs, ownMs }) => [
        `${text(memoryMb)} MB`,
        text(runs),
        ...[gapMs.p50, gapMs.p99, ownMs.p50, ownMs.p99].map(ms),
      ]),
    ]),
    '',
    `Measured on ${result.cpu}, Node ${result.node}: the bundle as it is deployed, which sends every request over TLS to a`,
    `server of this machine. A call to AWS takes ${range(aws)}, a call to Alation ${range(alation)}. The process gets the CPU`,
    'share of its memory. A gap lasts from the response to the mint to the response to the write.',
    '',
    '## Requirements',
    '',
    requirementsTable(checked),
  ].join('\n');
}
