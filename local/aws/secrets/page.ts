import { readNextToken, writeNextToken } from '../next-token.ts';
import type { Secret } from './secret.ts';
import { invalidNextToken } from './secret-errors.ts';
import type { SecretStore } from './store.ts';

/** The order of a listing. */
export interface Order {
  readonly by: 'created-date' | 'last-accessed-date' | 'last-changed-date' | 'name';
  readonly descending: boolean;
}

/** Selects a page of a listing. */
export interface PageRequest {
  readonly matches: (secret: Secret) => boolean;
  readonly order: Order;
  readonly length: number;
  readonly nextToken: string | undefined;
}

/** One page, and the NextToken if there are more pages. */
export interface Page {
  readonly page: readonly Secret[];
  readonly nextToken: string | undefined;
}

/**
 * One page of secrets in order. The token names the last secret of the page, not a count of secrets. So a secret that
 * is created or deleted between two pages neither repeats nor hides another secret.
 */
export function pageOf(store: SecretStore, request: PageRequest): Page {
  const { order, length, nextToken } = request;
  const last = nextToken === undefined ? undefined : readPosition(order, nextToken);
  const found = inOrder(store, request, last);
  const page = found.slice(0, length);
  const end = page.at(-1);
  const more = end !== undefined && found.length > length;
  return {
    page,
    nextToken: more ? writeNextToken([order.by, sortKey(end, order.by), end.sequence]) : undefined,
  };
}

interface Position {
  readonly key: number | string;
  readonly sequence: number;
}

function readPosition({ by }: Order, nextToken: string): Position {
  const [lastBy, key, sequence] = readNextToken(nextToken) ?? [];
  if (lastBy !== by || key === undefined || typeof sequence !== 'number') throw invalidNextToken();
  return { key, sequence };
}

/** The matching secrets after a position. In the order of creation, the search stops one secret after the page. */
function inOrder(store: SecretStore, request: PageRequest, last: Position | undefined): readonly Secret[] {
  const { by, descending } = request.order;
  if (by === 'created-date' && !descending) {
    return firstOf(store.listed(last?.sequence), request.matches, request.length + 1);
  }
  const direction = descending ? -1 : 1;
  const isAfter = (secret: Secret): boolean =>
    last === undefined ||
    direction * (compare(sortKey(secret, by), last.key) || compare(secret.sequence, last.sequence)) > 0;
  return firstOf(store.listed(), (secret) => request.matches(secret) && isAfter(secret)).toSorted(
    (one, other) =>
      direction * (compare(sortKey(one, by), sortKey(other, by)) || compare(one.sequence, other.sequence)),
  );
}

function firstOf(
  secrets: Iterable<Secret>,
  matches: (secret: Secret) => boolean,
  count = Number.POSITIVE_INFINITY,
): Secret[] {
  const found: Secret[] = [];
  for (const secret of secrets) {
    if (matches(secret) && found.push(secret) === count) break;
  }
  return found;
}

function sortKey(secret: Secret, by: Order['by']): number | string {
  switch (by) {
    case 'created-date':
      return secret.createdAt;
    case 'last-accessed-date':
      return secret.lastAccessedAt ?? 0;
    case 'last-changed-date':
      return secret.lastChangedAt;
    case 'name':
      return secret.name;
    default:
      return by satisfies never;
  }
}

function compare(one: number | string, other: number | string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
