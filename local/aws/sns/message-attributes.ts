import * as z from 'zod/mini';
import { invalidParameterValue } from './sns-errors.ts';
import { queryList } from './query-list.ts';

/** Message attributes in a request. */
export const attributeEntries = queryList(
  z.object({
    Name: z.string(),
    Value: z.object({
      DataType: z.optional(z.string()),
      StringValue: z.optional(z.string()),
      BinaryValue: z.optional(z.string()),
    }),
  }),
);

/** Message attributes of a published message, by name. Binary values are base64 text. */
export type MessageAttributes = Readonly<
  Record<
    string,
    { readonly dataType: 'String' | 'String.Array' | 'Number' | 'Binary'; readonly value: string }
  >
>;

const NAME = /^(?!.*\.\.)(?!\.)(?!(?:AWS\.|Amazon\.))[A-Za-z0-9_.-]{1,256}(?<!\.)$/;

function isScalarArray(text: string): boolean {
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) && items.every((item) => typeof item !== 'object' || item === null);
  } catch {
    return false;
  }
}

function attribute(
  name: string,
  value: z.infer<typeof attributeEntries>[number]['Value'],
): MessageAttributes[string] {
  const dataType = value.DataType;
  if (
    dataType !== 'String' &&
    dataType !== 'String.Array' &&
    dataType !== 'Number' &&
    dataType !== 'Binary'
  ) {
    throw invalidParameterValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is ` +
        'Binary, Number, and String.',
    );
  }
  const text = dataType === 'Binary' ? value.BinaryValue : value.StringValue;
  if (text === undefined || text === '') {
    throw invalidParameterValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${dataType}'.`,
    );
  }
  if (dataType === 'Number' && !Number.isFinite(Number(text))) {
    throw invalidParameterValue(`Could not cast message attribute '${name}' value to number.`);
  }
  if (dataType === 'String.Array' && !isScalarArray(text)) {
    throw invalidParameterValue(
      `The message attribute '${name}' of type 'String.Array' must be a JSON array of strings, numbers, booleans or null.`,
    );
  }
  return { dataType, value: text };
}

/**
 * Checks message attributes and returns them by name. Throws ParameterValueInvalid.
 *
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function messageAttributes(entries: z.infer<typeof attributeEntries>): MessageAttributes {
  const attributes: Record<string, MessageAttributes[string]> = {};
  for (const { Name, Value } of entries) {
    if (!NAME.test(Name)) {
      throw invalidParameterValue(
        `Got the message attribute name '${Name}'. A name has up to 256 characters (letters, digits and _-.). ` +
          'It must not begin or end with a dot, have two dots in a row, or begin with AWS. or Amazon.',
      );
    }
    if (Object.hasOwn(attributes, Name)) {
      throw invalidParameterValue(`The request has the message attribute '${Name}' twice.`);
    }
    attributes[Name] = attribute(Name, Value);
  }
  return attributes;
}

/** Bytes of names, types and values, which count towards the size of a message. */
export function attributeBytes(attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { dataType, value }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(dataType) +
      (dataType === 'Binary' ? Buffer.byteLength(value, 'base64') : Buffer.byteLength(value)),
    0,
  );
}
