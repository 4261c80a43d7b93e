/** A credential of an integration, as its tags show it. */
export interface ListedMinter {
  readonly integration: string;
  /** A `minterId`: 16 hexadecimal digits. */
  readonly minter: string;
}

/** The minters of all integrations of a listing. */
export interface MinterRegister {
  /** Adds the minters of a page of the listing. */
  addPage(page: readonly ListedMinter[]): void;
  /** The integrations of each minter that several integrations hold. */
  shared(): readonly { readonly minter: string; readonly integrations: readonly string[] }[];
}

/**
 * Finds minters that several integrations hold. A listing may show 200,000 credentials in a function with little memory.
 * So the register keeps eight bytes for each, and the names of a page as one string.
 */
export function minterRegister(): MinterRegister {
  const names: string[] = [];
  const minters: BigUint64Array[] = [];
  return {
    addPage(page) {
      names.push(page.map(({ integration }) => integration).join(' '));
      minters.push(BigUint64Array.from(page, ({ minter }) => BigInt(`0x${minter}`)));
    },
    shared() {
      const holders = new Map([...repeated(minters)].map((minter) => [minter, new Set<string>()]));
      if (holders.size === 0) return [];
      for (const [page, ofPage] of minters.entries()) {
        for (const [at, minter] of ofPage.entries()) {
          holders.get(minter)?.add(names[page]?.split(' ')[at] ?? '');
        }
      }
      return [...holders]
        .filter(([, integrations]) => integrations.size > 1)
        .map(([minter, integrations]) => ({
          minter: minter.toString(16).padStart(16, '0'),
          integrations: [...integrations].toSorted(),
        }));
    },
  };
}

/** The values that occur more than once. */
function repeated(pages: readonly BigUint64Array[]): ReadonlySet<bigint> {
  const sorted = new BigUint64Array(pages.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const page of pages) {
    sorted.set(page, end);
    end += page.length;
  }
  sorted.sort();
  return new Set(sorted.filter((minter, index) => index > 0 && minter === sorted[index - 1]));
}
