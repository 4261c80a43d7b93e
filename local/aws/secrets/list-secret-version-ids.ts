import * as z from 'zod/mini';
import { readNextToken, writeNextToken } from '../next-token.ts';
import type { Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { maxResults, nextToken, secretId } from './request-members.ts';
import { epochSeconds, labelsOf } from './secret.ts';
import { invalidNextToken } from './secret-errors.ts';
import type { SecretStore } from './store.ts';

const listSecretVersionIdsRequest = z.object({
  SecretId: secretId,
  IncludeDeprecated: z.nullish(z.boolean()),
  MaxResults: maxResults,
  NextToken: nextToken,
});

/**
 * Lists versions without a staging label only if the request asks for them (`IncludeDeprecated`).
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
 */
export function listSecretVersionIds(store: SecretStore): Operation {
  return (input) => {
    const request = parseInput(listSecretVersionIdsRequest, input);
    const secret = store.require(request.SecretId);
    const versions = [...secret.versions.values()]
      .map((version) => ({
        VersionId: version.versionId,
        VersionStages: labelsOf(secret, version.versionId),
        CreatedDate: epochSeconds(version.createdAt),
        KmsKeyIds: [version.kmsKeyId ?? 'DefaultEncryptionKey'],
      }))
      .filter((version) => request.IncludeDeprecated === true || version.VersionStages.length > 0);
    let start = 0;
    if ((request.NextToken ?? undefined) !== undefined) {
      const [last] = readNextToken(request.NextToken ?? '') ?? [];
      if (last === undefined) throw invalidNextToken();
      start = versions.findIndex((version) => version.VersionId === last) + 1;
    }
    const page = versions.slice(start, start + (request.MaxResults ?? 100));
    const last = page.at(-1);
    const more = last !== undefined && start + page.length < versions.length;
    return {
      ARN: secret.arn,
      Name: secret.name,
      Versions: page,
      NextToken: more ? writeNextToken([last.VersionId]) : undefined,
    };
  };
}
