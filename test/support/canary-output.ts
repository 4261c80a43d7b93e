import { inspect } from 'node:util';
import { vi } from 'vitest';
import { findLeaks, type Leak } from './canary.ts';

/** Everything that came out of a system by any way but the one meant for secrets. */
export interface CanaryOutput {
  /** Keeps text as it came out. */
  add(text: string): void;
  /** Keeps a value in every form in which it could be printed: an error to its full depth, with hidden fields. */
  addValue(value: unknown): void;
  /** Everything that was kept. */
  text(): string;
  /** Looks for these secrets in it. */
  leaks(secrets: readonly string[]): readonly Leak[];
}

/** Nothing so far. */
export function canaryOutput(): CanaryOutput {
  const kept: string[] = [];
  const text = () => kept.join('\n');
  return {
    add: (line) => void kept.push(line),
    addValue: (value) => void kept.push(...formsOf(value)),
    text,
    leaks: (secrets) => findLeaks(text(), secrets),
  };
}

function formsOf(value: unknown): readonly string[] {
  return [
    inspect(value, { depth: Infinity, showHidden: true, getters: true, maxStringLength: Infinity }),
    String(value),
    JSON.stringify(value) ?? '',
    value instanceof Error ? `${value.message} ${value.stack ?? ''} ${inspect(value.cause)}` : '',
  ];
}

/** Has what this process prints kept instead of printed, until the returned function is called. */
export function capturePrinted(output: CanaryOutput): () => void {
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      output.add(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return true;
    }),
  );
  // The test runner has a console of its own, which does not write to these streams.
  const methods = (['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
      for (const value of values) output.addValue(value);
    }),
  );
  return () => {
    for (const spy of [...streams, ...methods]) spy.mockRestore();
  };
}
