import type { Invariant, Watched } from './invariant.ts';

/** The field that marks the document of one attempt. */
const MARK = 'token_rotator_renewal';

/**
 * A renewal replaces the old refresh token in the document by the new refresh token, and changes nothing else. For an
 * integration without `renewRefreshTokens`, the rotator stores no document.
 */
export const renewalKeepsTheDocument: Invariant = {
  name: 'a renewal changes one refresh token of the document and nothing else',
  watch(watched, report) {
    const { truth, store } = watched;
    return {
      see(seen) {
        if (seen.kind !== 'pending' && seen.kind !== 'renewed') return;
        const { integration } = seen;
        if (truth.integrations.get(integration)?.plan.renews !== true)
          report(`${integration}: its credentials were written without \`renewRefreshTokens\``);
        if (seen.kind === 'pending') {
          const before = store.currentCredentials(integration)?.text ?? '';
          // An operator may have stored other credentials since the rotator read them.
          const isSameDocument = changedTokens(watched, before, seen.text) !== undefined;
          if (!isSameDocument && parse(seen.text) === undefined)
            report(`${integration}: the document under AWSPENDING is malformed`);
          return;
        }
        const changed = changedTokens(watched, seen.before, seen.after);
        if (changed !== 1) report(`${integration}: ${changed ?? 'other parts than'} refresh tokens changed`);
      },
    };
  },
};

/**
 * Number of refresh tokens that their successors replaced; undefined if anything else differs or a document is
 * malformed.
 */
function changedTokens({ truth }: Watched, before: string, after: string): number | undefined {
  const [one, other] = [parse(before), parse(after)];
  if (one === undefined || other === undefined) return undefined;
  let changed = 0;
  const expected = JSON.stringify(one, (key, value: unknown) => {
    const successor = key === 'refresh_token' ? truth.successorOf(String(value))?.secret : undefined;
    if (successor === undefined || !after.includes(successor)) return value;
    changed += 1;
    return successor;
  });
  return expected === JSON.stringify(other) ? changed : undefined;
}

function parse(text: string): object | undefined {
  try {
    const { [MARK]: _, ...document }: Record<string, unknown> = JSON.parse(text);
    return document;
  } catch {
    return undefined;
  }
}
