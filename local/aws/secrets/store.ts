import { MINUTE_MS, SECOND_MS } from '../../../functions/time.ts';
import type { ServiceDependencies } from '../operation.ts';
import type { Secret } from './secret.ts';
import { markedForDeletion, secretNotFound } from './secret-errors.ts';

/** Listings on AWS show changes after up to five minutes (ListSecrets, API Reference). */
const MAX_LIST_STALENESS_MS = 5 * MINUTE_MS;

/** Maximum age of the state that a stale read can show. */
export const MAX_READ_STALENESS_MS = 10 * SECOND_MS;

/** The secrets of one account and Region. */
export interface SecretStore {
  /** Finds a secret by name, ARN or partial ARN, even if the secret is scheduled for deletion. */
  find(secretId: string): Secret | undefined;
  /** Like `find`, but throws ResourceNotFoundException. */
  require(secretId: string): Secret;
  /** Like `require`, but throws InvalidRequestException for a secret scheduled for deletion. */
  requireActive(secretId: string): Secret;
  /**
   * The state of this secret `staleMs` ago, or its present state if the secret did not exist then. `staleMs` is at most
   * `MAX_READ_STALENESS_MS`.
   */
  asOf(secret: Secret, staleMs: number): Secret;
  /** Adds a secret, or replaces the secret with the same name. */
  put(secret: Secret): void;
  /** Deletes a secret immediately. */
  remove(name: string): void;
  /** The `sequence` of the next secret. */
  nextSequence(): number;
  /** Every secret, oldest first. */
  all(): Secret[];
  /**
   * The secrets of a listing, with their state of `listStalenessMs` ago, oldest first. `after`: only secrets with a
   * larger sequence.
   */
  listed(after?: number): Iterable<Secret>;
}

interface PastState {
  readonly at: number;
  readonly secret: Secret | undefined;
}

const ARN = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)$/;

/**
 * Creates an empty store. `listStalenessMs` (0 to 300,000) delays changes in listings: "ListSecrets might not reflect
 * changes from the last five minutes" (ListSecrets, AWS Secrets Manager API Reference).
 */
export function secretStore({ clock }: ServiceDependencies, listStalenessMs = 0): SecretStore {
  if (!(listStalenessMs >= 0 && listStalenessMs <= MAX_LIST_STALENESS_MS)) {
    throw new RangeError(`Got listStalenessMs ${listStalenessMs}; allowed: 0 to ${MAX_LIST_STALENESS_MS}.`);
  }
  const secrets = new Map<string, Secret>();
  /** Names by sequence, so that a page of a listing does not visit all secrets. */
  const names: string[] = [];
  /** Names of secrets scheduled for deletion. */
  const scheduled = new Set<string>();
  const histories = new Map<string, PastState[]>();

  const record = (name: string, at: number, secret: Secret | undefined): void => {
    const history = histories.get(name) ?? [];
    history.push({ at, secret });
    const horizon = clock.now() - Math.max(listStalenessMs, MAX_READ_STALENESS_MS);
    while (history[1] !== undefined && history[1].at <= horizon) history.shift();
    histories.set(name, history);
  };

  /** Removes secrets whose recovery window has ended. AWS removes them some time later. */
  const purge = (): void => {
    const now = clock.now();
    for (const name of scheduled) {
      const deletion = secrets.get(name)?.deletion;
      if (deletion === undefined || deletion.dueAt > now) continue;
      remove(name);
      record(name, deletion.dueAt, undefined);
    }
  };

  const remove = (name: string): void => {
    secrets.delete(name);
    scheduled.delete(name);
  };

  const present = (name: string): Secret | undefined => {
    const secret = secrets.get(name);
    if (secret?.deletion === undefined || secret.deletion.dueAt > clock.now()) return secret;
    purge();
    return undefined;
  };

  const find = (secretId: string): Secret | undefined => {
    const resource = ARN.exec(secretId)?.[1];
    if (resource === undefined) return present(secretId);
    // A hyphen and six characters at the end always count as the suffix of the ARN. So a partial ARN finds no secret
    // whose name ends that way ("Finding a secret from a partial ARN" in the user guide).
    const name = /^(.+)-[A-Za-z0-9]{6}$/.exec(resource)?.[1];
    if (name === undefined) return present(resource);
    const secret = present(name);
    return secret?.arn === secretId ? secret : undefined;
  };

  const require = (secretId: string): Secret => {
    const secret = find(secretId);
    if (secret === undefined) throw secretNotFound();
    return secret;
  };

  return {
    find,
    require,
    requireActive: (secretId) => {
      const secret = require(secretId);
      if (secret.deletion !== undefined) throw markedForDeletion();
      return secret;
    },
    asOf: (secret, staleMs) => {
      if (staleMs === 0) return secret;
      const horizon = clock.now() - staleMs;
      return histories.get(secret.name)?.findLast(({ at }) => at <= horizon)?.secret ?? secret;
    },
    put: (secret) => {
      secrets.set(secret.name, secret);
      names[secret.sequence] = secret.name;
      if (secret.deletion === undefined) scheduled.delete(secret.name);
      else scheduled.add(secret.name);
      record(secret.name, clock.now(), secret);
    },
    remove: (name) => {
      remove(name);
      record(name, clock.now(), undefined);
    },
    nextSequence: () => names.length,
    all: () => {
      purge();
      return [...secrets.values()];
    },
    *listed(after = -1) {
      purge();
      const horizon = clock.now() - listStalenessMs;
      for (let sequence = after + 1; sequence < names.length; sequence += 1) {
        const name = names[sequence] ?? '';
        const secret =
          listStalenessMs === 0
            ? secrets.get(name)
            : histories.get(name)?.findLast((past) => past.at <= horizon)?.secret;
        // A later secret may have the same name, but has another sequence.
        if (secret?.sequence === sequence) yield secret;
      }
    },
  };
}
