import * as z from 'zod/mini';
import type { ServiceDependencies, Operation } from '../operation.ts';
import { parseInput } from '../parse-input.ts';
import { attributeBytes, attributeEntries, messageAttributes } from './message-attributes.ts';
import { invalidParameter } from './sns-errors.ts';
import type { TopicStore } from './topic-store.ts';

/** Maximum size of one message with its attributes, in bytes. */
const MAX_BYTES = 262_144;

const publishRequest = z.object({
  TopicArn: z.optional(z.string()),
  TargetArn: z.optional(z.string()),
  PhoneNumber: z.optional(z.string()),
  Message: z.optional(z.string()),
  Subject: z.optional(z.string()),
  MessageStructure: z.optional(z.string()),
  MessageAttributes: z.optional(attributeEntries),
});

/** Publishes to topics only, not to phones. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function publish({ clock, ids }: ServiceDependencies, store: TopicStore): Operation {
  return (input) => {
    const request = parseInput(publishRequest, input);
    const { PhoneNumber, Message: message, Subject: subject, MessageStructure: structure } = request;
    const arn = request.TopicArn ?? request.TargetArn;
    if (PhoneNumber !== undefined) throw invalidParameter('PhoneNumber Reason: this server has topics only');
    if (arn === undefined)
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    if (message === undefined || message === '') throw invalidParameter('Empty message');
    if (subject !== undefined) checkSubject(subject);
    if (structure !== undefined && structure !== 'json') throw invalidParameter('MessageStructure');
    if (structure === 'json') checkStructure(message);
    const attributes = messageAttributes(request.MessageAttributes ?? []);
    const bytes = Buffer.byteLength(message) + attributeBytes(attributes);
    if (bytes > MAX_BYTES) throw invalidParameter('Message too long');
    const topic = store.requireTopic(arn);
    const messageId = ids.uuid('message');
    store.publish({ messageId, topicArn: topic.arn, subject, message, attributes, publishedAt: clock.now() });
    return { MessageId: messageId };
  };
}

/** A subject has 1 to 99 characters, and no line breaks or control characters. */
function checkSubject(subject: string): void {
  // oxlint-disable-next-line no-control-regex
  if (subject === '' || subject.length >= 100 || /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/u.test(subject)) {
    throw invalidParameter('Subject');
  }
}

function checkStructure(message: string): void {
  let body: unknown;
  try {
    body = JSON.parse(message);
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
  if (typeof body !== 'object' || body === null || !('default' in body)) {
    throw invalidParameter('Message Structure - No default entry in JSON message body');
  }
}
