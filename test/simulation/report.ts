import type { Coverage } from './world/coverage.ts';
import type { SimulationResult } from './simulate.ts';

/** What a failed seed broke, and how to see it happen again. */
export function failureText({ seed, profile, violations }: SimulationResult): string {
  return [
    `seed ${seed} (${profile}) broke ${new Set(violations.map(({ invariant }) => invariant)).size} invariant(s):`,
    ...violations.map(
      ({ invariant, at, what }) => `  ${new Date(at).toISOString()}  ${invariant}\n${' '.repeat(28)}${what}`,
    ),
    `  replay: npm run simulate -- --seed ${seed}    every step of it: npm run simulate -- --seed ${seed} --trace`,
  ].join('\n');
}

/** What the runs met, in columns. */
export function coverageText({ counts, peaks }: Coverage): string {
  const main = [
    'seeds',
    'ticks',
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
  const grouped = ['fault ', 'crash ', 'act ', 'told', 'gap seconds: '];
  return [
    ...main.map((name) => line(name, counts[name] ?? 0)),
    ...names
      .filter((name) => !grouped.some((prefix) => name.startsWith(prefix)) && !name.startsWith('gaps: '))
      .sort()
      .map((name) => line(name, counts[name] ?? 0)),
    ...group('faults by kind', 'fault '),
    ...group('crashes by what was waited for', 'crash '),
    ...group('what people did', 'act '),
    ...group('what people were told about refresh tokens', 'told'),
    '',
    'gaps: consumers read a dead access token, and Alation would have minted another',
    ...names
      .filter((name) => name.startsWith('gaps: '))
      .sort()
      .map((name) => gapLine(name.slice('gaps: '.length), { counts, peaks })),
    '',
    `life left at the worst reading, two credentials, besides the time of a fault: half a life less ${Math.ceil(
      peaks['promise: most minutes short of half a life'] ?? 0,
    )} min`,
  ].join('\n');
}

function line(name: string, count: number): string {
  return `  ${name.padEnd(42)}${Math.round(count).toLocaleString('en').padStart(14)}`;
}

function gapLine(name: string, { counts, peaks }: Coverage): string {
  const hours = (counts[`gap seconds: ${name}`] ?? 0) / 3_600;
  const longest = peaks[`longest gap in seconds: ${name}`] ?? 0;
  return `${line(name, counts[`gaps: ${name}`] ?? 0)}  ${hours.toFixed(1)} h in all, the longest ${Math.round(longest)} s`;
}
