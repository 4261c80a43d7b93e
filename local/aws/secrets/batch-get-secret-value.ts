import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { ServiceDependencies, Operation, PartFault, ReadStaleness } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { filterList, matchesFilters } from './filters.ts';
import { readValue } from './get-secret-value.ts';
import { pageOf } from './page.ts';
import { nextToken, secretId } from './request-members.ts';
import { invalidParameter } from './secret-errors.ts';
import type { SecretStore } from './store.ts';

const MAX_PAGE = 20;

const batchGetSecretValueRequest = z.object({
  SecretIdList: z.nullish(z.array(secretId).check(z.minLength(1), z.maxLength(MAX_PAGE))),
  Filters: z.nullish(filterList),
  MaxResults: z.nullish(z.int().check(z.minimum(1), z.maximum(MAX_PAGE))),
  NextToken: nextToken,
});

/**
 * A secret that cannot be read does not fail the batch: `Errors` names that secret. `fault` can return an error for any secret.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
 */
export function batchGetSecretValue(
  dependencies: ServiceDependencies,
  store: SecretStore,
  fault: PartFault,
  staleness: ReadStaleness,
): Operation {
  const read = (secretIds: readonly string[]): { SecretValues: object[]; Errors: object[] } => {
    const values: object[] = [];
    const errors: object[] = [];
    for (const id of secretIds) {
      try {
        const injected = fault({ service: 'secretsmanager', operation: 'GetSecretValue', secretIds: [id] });
        if (injected !== undefined) throw injected;
        values.push(readValue(dependencies, store, staleness, { secretId: id }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues: values, Errors: errors };
  };

  return (input) => {
    const request = parseInput(batchGetSecretValueRequest, input);
    const { SecretIdList, Filters } = request;
    if ((SecretIdList ?? undefined) !== undefined && (Filters ?? undefined) !== undefined) {
      throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
    }
    if (Filters === undefined || Filters === null) {
      if (SecretIdList === undefined || SecretIdList === null) {
        throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided.");
      }
      if ((request.MaxResults ?? undefined) !== undefined) {
        throw invalidParameter(
          "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
        );
      }
      return read(SecretIdList);
    }
    const { page, nextToken: next } = pageOf(store, {
      matches: (secret) => secret.deletion === undefined && matchesFilters(secret, Filters),
      order: { by: 'created-date', descending: false },
      length: request.MaxResults ?? MAX_PAGE,
      nextToken: request.NextToken ?? undefined,
    });
    return { ...read(page.map(({ arn }) => arn)), NextToken: next };
  };
}
