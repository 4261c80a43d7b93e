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
 * So the register keeps eight bytes for each credential, and the names of a page as one string.
 */
export function minterRegister(): MinterRegister {
  const pages: RegisterPage[] = [];
  return {
    addPage(page) {
      pages.push({
        names: page.map(({ integration }) => integration).join(' '),
        minters: BigUint64Array.from(page, ({ minter }) => BigInt(`0x${minter}`)),
      });
    },
    shared() {
      const holders = new Map([...repeated(pages)].map((minter) => [minter, new Set<string>()]));
      for (const { names, minters } of pages) {
        for (const [at, minter] of minters.entries()) holders.get(minter)?.add(names.split(' ')[at] ?? '');
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

interface RegisterPage {
  /** The names of the integrations, with a space between them. */
  readonly names: string;
  /** The minters in the order of the names. */
  readonly minters: BigUint64Array;
}

/** The minters that occur more than once. */
function repeated(pages: readonly RegisterPage[]): ReadonlySet<bigint> {
  const sorted = new BigUint64Array(pages.reduce((sum, { minters }) => sum + minters.length, 0));
  let end = 0;
  for (const { minters } of pages) {
    sorted.set(minters, end);
    end += minters.length;
  }
  sorted.sort();
  return new Set(sorted.filter((minter, index) => minter === sorted[index - 1]));
}
