import type { Invariant } from '../invariants/invariant.ts';
import type { Bug } from '../world/code-under-test.ts';

/** A deliberate bug in the code under test, and the invariant that must catch it. */
export interface Break {
  readonly what: string;
  readonly invariant: Invariant;
  readonly bug: Bug;
}
