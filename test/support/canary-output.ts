import { inspect } from 'node:util';
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

/** Replaces methods until the returned function is called. The spies of Vitest took a twentieth of the CPU of all tests. */
function replaceMethods<T extends object>(target: T, methods: Partial<T>): () => void {
  const before = Object.fromEntries(Object.keys(methods).map((name) => [name, Reflect.get(target, name)]));
  Object.assign(target, methods);
  return () => void Object.assign(target, before);
}

/** Records what this process prints instead of printing it, until the returned function is called. */
export function capturePrinted(output: CanaryOutput): () => void {
  const write = (chunk: string | Uint8Array) => {
    output.add(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };
  const log = (...values: unknown[]) => {
    for (const value of values) output.addValue(value);
  };
  const restore = [
    replaceMethods(process.stdout, { write }),
    replaceMethods(process.stderr, { write }),
    // The test runner's console does not write to these streams.
    replaceMethods(console, { log, info: log, warn: log, error: log, debug: log, trace: log }),
  ];
  return () => restore.forEach((undo) => undo());
}
