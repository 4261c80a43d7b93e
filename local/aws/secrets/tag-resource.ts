import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { secretId } from './request-members.ts';
import type { SecretStore } from './store.ts';
import { tagKeyList, tagList, withoutTags, withTags } from './tags.ts';

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
export function tagResource({ clock }: ServiceDependencies, store: SecretStore): Operation {
  const tagResourceRequest = z.object({ SecretId: secretId, Tags: tagList });
  return (input) => {
    const request = parseInput(tagResourceRequest, input);
    const secret = store.requireActive(request.SecretId);
    store.put({ ...secret, tags: withTags(secret.tags, request.Tags), lastChangedAt: clock.now() });
    return {};
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html */
export function untagResource({ clock }: ServiceDependencies, store: SecretStore): Operation {
  const untagResourceRequest = z.object({ SecretId: secretId, TagKeys: tagKeyList });
  return (input) => {
    const request = parseInput(untagResourceRequest, input);
    const secret = store.requireActive(request.SecretId);
    store.put({ ...secret, tags: withoutTags(secret.tags, request.TagKeys), lastChangedAt: clock.now() });
    return {};
  };
}
