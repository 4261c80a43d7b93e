import { inspect } from 'node:util';
import { vi } from 'vitest';
import { findLeaks, type Leak } from './canary.ts';

/** All output of a system except the channels meant for secrets. */
export interface CanaryOutput {
  /** Records text. */
  add(text: string): void;
  /** Records a value in every printable form: an error to its full depth, with hidden fields. */
  addValue(value: unknown): void;
  /** Everything recorded. */
  text(): string;
  /** Searches the output for these secrets. */
  leaks(secrets: readonly string[]): readonly Leak[];
}

/** Creates an empty record of output. */
export function canaryOutput(): CanaryOutput {
  const recorded: string[] = [];
  const text = () => recorded.join('\n');
  return {
    add: (line) => void recorded.push(line),
    addValue: (value) => void recorded.push(...formsOf(value)),
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

/** Records what this process prints instead of printing it, until the returned function is called. */
export function capturePrinted(output: CanaryOutput): () => void {
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      output.add(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return true;
    }),
  );
  // The test runner's console does not write to these streams.
  const methods = (['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((method) =>
    vi.spyOn(console, method).mockImplementation((...values: unknown[]) => {
      for (const value of values) output.addValue(value);
    }),
  );
  return () => {
    for (const spy of [...streams, ...methods]) spy.mockRestore();
  };
}
