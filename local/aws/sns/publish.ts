import * as z from 'zod/mini';
import { AwsError } from '../aws-error.ts';
import type { Environment, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import type { CheckedMessage } from './message.ts';
import { MAX_BYTES, checkedMessage, messageMembers } from './message.ts';
import { invalidParameter } from './sns-errors.ts';
import type { TopicStore } from './topic-store.ts';
import { queryList } from './query-list.ts';

const MAX_ENTRIES = 10;

const publishRequest = z.object({
  TopicArn: z.optional(z.string()),
  TargetArn: z.optional(z.string()),
  PhoneNumber: z.optional(z.string()),
  ...messageMembers,
});

const publishBatchRequest = z.object({
  TopicArn: z.optional(z.string()),
  PublishBatchRequestEntries: z.optional(
    queryList(z.object({ Id: z.optional(z.string()), ...messageMembers })),
  ),
});

function accept(
  { clock, ids }: Environment,
  store: TopicStore,
  topicArn: string,
  checked: CheckedMessage,
): string {
  const messageId = ids.uuid('message');
  const { subject, message, attributes } = checked;
  store.publish({ messageId, topicArn, subject, message, attributes, publishedAt: clock.now() });
  return messageId;
}

/** Messages go to topics only. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function publish(environment: Environment, store: TopicStore): Operation {
  return (input) => {
    const request = parseInput(publishRequest, input);
    const arn = request.TopicArn ?? request.TargetArn;
    if (request.PhoneNumber !== undefined)
      throw invalidParameter('PhoneNumber Reason: only topics are served here');
    if (arn === undefined)
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    const checked = checkedMessage(request);
    const topic = store.requireTopic(arn);
    return { MessageId: accept(environment, store, topic.arn, checked) };
  };
}

function checkIds(ids: readonly (string | undefined)[]): void {
  if (ids.length === 0) {
    throw new AwsError('EmptyBatchRequest', "The batch request doesn't contain any entries.");
  }
  if (ids.length > MAX_ENTRIES) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `The batch request contains more entries than permissible: got ${ids.length}, allowed are ${MAX_ENTRIES}.`,
    );
  }
  if (!ids.every((id) => id !== undefined && /^[A-Za-z0-9_-]{1,80}$/.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'The Id of a batch entry has up to 80 letters, digits, hyphens and underscores.',
    );
  }
  if (new Set(ids).size !== ids.length) {
    throw new AwsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.',
    );
  }
}

/** Entries fail one by one. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export function publishBatch(environment: Environment, store: TopicStore): Operation {
  return (input) => {
    const request = parseInput(publishBatchRequest, input);
    const entries = request.PublishBatchRequestEntries ?? [];
    const topic = store.requireTopic(request.TopicArn);
    checkIds(entries.map(({ Id }) => Id));
    const successful: { Id: string | undefined; checked: CheckedMessage }[] = [];
    const failed: object[] = [];
    for (const { Id, ...message } of entries) {
      try {
        successful.push({ Id, checked: checkedMessage(message) });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
      }
    }
    if (successful.reduce((sum, { checked }) => sum + checked.bytes, 0) > MAX_BYTES) {
      throw new AwsError(
        'BatchRequestTooLong',
        'The length of all the batch messages put together is more than the limit.',
      );
    }
    return {
      Successful: successful.map(({ Id, checked }) => ({
        Id,
        MessageId: accept(environment, store, topic.arn, checked),
      })),
      Failed: failed,
    };
  };
}
