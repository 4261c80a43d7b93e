import type { RotatorSummary } from '../../functions/create-rotator.ts';
import type { MemoryFigures } from '../messages.ts';

/** A message to the process of the function: invoke it. */
export interface Invoke {
  readonly payload: unknown;
}

/** Messages from the process of the function. */
export type MessageFromFunction =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'ended';
      readonly summary: RotatorSummary;
      readonly cpuMs: number;
      readonly memory: MemoryFigures;
    }
  | { readonly kind: 'failed'; readonly stack: string };
