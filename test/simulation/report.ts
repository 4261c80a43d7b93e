import type { Coverage } from './world/coverage.ts';
import type { SimulationResult } from './simulate.ts';

/** The violations of a seed, and the command that replays it. */
export function failureText({ seed, profile, violations }: SimulationResult, wire: boolean): string {
  const replay = `npm run simulate -- ${wire ? '--wire ' : ''}--seed ${seed}`;
  return [
    `seed ${seed} (${profile}) violates ${new Set(violations.map(({ invariant }) => invariant)).size} invariant(s):`,
    ...violations.map(
      ({ invariant, at, what }) => `  ${new Date(at).toISOString()}  ${invariant}\n${' '.repeat(28)}${what}`,
    ),
    `  replay: ${replay}    with every step: ${replay} --trace`,
  ].join('\n');
}

/** Coverage of the runs, in columns. */
export function coverageText({ counts, peaks }: Coverage): string {
  const main = [
    'seeds',
    'sweeps',
    'rotations',
    'mints',
    'probes',
    'adoptions',
    'crashes',
    'conflicts',
    'faults',
  ];
  const names = Object.keys(counts).filter((name) => !main.includes(name));
  const group = (title: string, prefix: string) => [
    '',
    title,
    ...names
      .filter((name) => name.startsWith(prefix))
      .sort()
      .map((name) => line(name.slice(prefix.length), counts[name] ?? 0)),
  ];
  const grouped = ['fault ', 'crash ', 'act ', 'alerted', 'gap seconds: '];
  return [
    ...main.map((name) => line(name, counts[name] ?? 0)),
    ...names
      .filter((name) => !grouped.some((prefix) => name.startsWith(prefix)) && !name.startsWith('gaps: '))
      .sort()
      .map((name) => line(name, counts[name] ?? 0)),
    ...group('faults by kind', 'fault '),
    ...group('crashes by pending operation', 'crash '),
    ...group('acts of operators', 'act '),
    ...group('alerts about refresh tokens', 'alerted'),
    '',
    'gaps: the published access token is inactive, and Alation would mint another access token',
    ...names
      .filter((name) => name.startsWith('gaps: '))
      .sort()
      .map((name) => gapLine(name.slice('gaps: '.length), { counts, peaks })),
    '',
    `shortest remaining lifetime at a read, with two credentials and without the time of a fault: half the lifetime minus ${(
      peaks['promise: most intervals by which the remaining lifetime is too short'] ?? 0
    ).toFixed(
      1,
    )} intervals. With another renewalFraction, the smaller part of the lifetime replaces the half.`,
  ].join('\n');
}

function line(name: string, count: number): string {
  return `  ${name.padEnd(42)}${Math.round(count).toLocaleString('en').padStart(14)}`;
}

function gapLine(name: string, { counts, peaks }: Coverage): string {
  const hours = (counts[`gap seconds: ${name}`] ?? 0) / 3_600;
  const longest = peaks[`longest gap in seconds: ${name}`] ?? 0;
  return `${line(name, counts[`gaps: ${name}`] ?? 0)}  ${hours.toFixed(1)} h in total, the longest ${Math.round(longest)} s`;
}
