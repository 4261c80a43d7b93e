/** Titles of tests as they stand in the source, by the path of their file under `test/`. */
export type NamedTests = Readonly<Record<string, readonly string[]>>;

/** One way in which a system like this one fails, and the tests that show how this one does not. */
export type Story = {
  /** Stays the same for good: `fault-7`, `incident-19`. */
  readonly id: string;
  /** What happens, and what must come of it. */
  readonly story: string;
} & (
  | { readonly tests: NamedTests }
  /** Why it cannot happen here. */
  | { readonly doesNotApply: string }
);
