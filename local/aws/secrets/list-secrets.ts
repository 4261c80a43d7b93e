import * as z from 'zod/mini';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { describe } from './describe-secret.ts';
import { filterList, matchesFilters } from './filters.ts';
import { pageOf } from './page.ts';
import { maxResults, nextToken } from './request-members.ts';
import type { Secret } from './secret.ts';
import { versionsToStages } from './secret.ts';
import type { SecretStore } from './store.ts';

const listSecretsRequest = z.object({
  IncludePlannedDeletion: z.nullish(z.boolean()),
  MaxResults: maxResults,
  NextToken: nextToken,
  Filters: z.nullish(filterList),
  SortOrder: z.nullish(z.enum(['asc', 'desc'])),
  SortBy: z.nullish(z.enum(['created-date', 'last-accessed-date', 'last-changed-date', 'name'])),
});

const listEntry = (secret: Secret): object => ({
  ...describe(secret),
  SecretVersionsToStages: versionsToStages(secret),
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html */
export function listSecrets(store: SecretStore): Operation {
  return (input) => {
    const request = parseInput(listSecretsRequest, input);
    const filters = request.Filters ?? [];
    const { page, nextToken: next } = pageOf(store, {
      matches: (secret) =>
        (secret.deletion === undefined || request.IncludePlannedDeletion === true) &&
        matchesFilters(secret, filters),
      order: { by: request.SortBy ?? 'created-date', descending: request.SortOrder === 'desc' },
      length: request.MaxResults ?? 100,
      nextToken: request.NextToken ?? undefined,
    });
    return { SecretList: page.map(listEntry), NextToken: next };
  };
}
