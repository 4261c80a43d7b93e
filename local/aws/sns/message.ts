import * as z from 'zod/mini';
import { attributeBytes, attributeEntries, messageAttributes } from './message-attributes.ts';
import type { MessageAttributes } from './message-attributes.ts';
import { invalidParameter } from './sns-errors.ts';

/** Most bytes of one message with its attributes, and of a whole batch. */
export const MAX_BYTES = 262_144;

/** The members that Publish and each entry of PublishBatch share. */
export const messageMembers = {
  Message: z.optional(z.string()),
  Subject: z.optional(z.string()),
  MessageStructure: z.optional(z.string()),
  MessageAttributes: z.optional(attributeEntries),
};

const messageRequest = z.object(messageMembers);

/** A message that passed the checks. */
export interface CheckedMessage {
  readonly subject: string | undefined;
  readonly message: string;
  readonly attributes: MessageAttributes;
  readonly bytes: number;
}

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

/**
 * Checks a message. A subject has no line breaks or control characters and fewer than 100 characters.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function checkedMessage(request: z.infer<typeof messageRequest>): CheckedMessage {
  const { Message: message, Subject: subject, MessageStructure: structure } = request;
  if (message === undefined || message === '') throw invalidParameter('Empty message');
  if (subject !== undefined) checkSubject(subject);
  if (structure !== undefined && structure !== 'json') throw invalidParameter('MessageStructure');
  if (structure === 'json') checkStructure(message);
  const attributes = messageAttributes(request.MessageAttributes ?? []);
  const bytes = Buffer.byteLength(message) + attributeBytes(attributes);
  if (bytes > MAX_BYTES) throw invalidParameter('Message too long');
  return { subject, message, attributes, bytes };
}
