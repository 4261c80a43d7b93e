import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type Tag,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from 'vitest';
import { connectToPeer, contract, errorName, uniqueName } from '../peer.ts';

const { secretsManager } = await connectToPeer();

async function taggedSecret(...tags: Tag[]): Promise<string> {
  const name = uniqueName();
  await secretsManager.send(new CreateSecretCommand({ Name: name, Tags: tags }));
  return name;
}

const tag = (name: string, ...tags: Tag[]) =>
  secretsManager.send(new TagResourceCommand({ SecretId: name, Tags: tags }));

async function tagsOf(name: string): Promise<Readonly<Record<string, string | undefined>>> {
  const { Tags } = await secretsManager.send(new DescribeSecretCommand({ SecretId: name }));
  return Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value]));
}

test(
  'a secret is made with tags',
  contract(async () => {
    const name = await taggedSecret(
      { Key: 'team:role', Value: 'credentials' },
      { Key: 'owner', Value: 'data' },
    );
    expect(await tagsOf(name)).toEqual({ 'team:role': 'credentials', owner: 'data' });
  }),
);

test(
  'tagging adds to the tags and overwrites those with the same key',
  contract(async () => {
    const name = await taggedSecret({ Key: 'a', Value: '1' }, { Key: 'b', Value: '1' });
    await tag(name, { Key: 'b', Value: '2' }, { Key: 'c', Value: '2' });
    expect(await tagsOf(name)).toEqual({ a: '1', b: '2', c: '2' });
  }),
);

test(
  'tag keys are case sensitive',
  contract(async () => {
    const name = await taggedSecret({ Key: 'abc', Value: '1' }, { Key: 'ABC', Value: '2' });
    expect(await tagsOf(name)).toEqual({ abc: '1', ABC: '2' });
  }),
);

test(
  'untagging passes over keys that are not there',
  contract(async () => {
    const name = await taggedSecret({ Key: 'a', Value: '1' }, { Key: 'b', Value: '1' });
    await secretsManager.send(new UntagResourceCommand({ SecretId: name, TagKeys: ['b', 'never'] }));
    expect(await tagsOf(name)).toEqual({ a: '1' });
  }),
);

test(
  'tags survive a new value',
  contract(async () => {
    const name = await taggedSecret({ Key: 'a', Value: '1' });
    await secretsManager.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'one' }));
    expect(await tagsOf(name)).toEqual({ a: '1' });
  }),
);

test(
  'a tag may have an empty value',
  contract(async () => {
    const name = await taggedSecret({ Key: 'a', Value: '' });
    expect(await tagsOf(name)).toEqual({ a: '' });
  }),
);

test(
  'keys and values may have letters of any script, digits, spaces and + - = . _ : / @',
  contract(async () => {
    const text = 'Zürich 東京 42 +-=._:/@';
    const name = await taggedSecret({ Key: text, Value: text });
    expect(await tagsOf(name)).toEqual({ [text]: text });
  }),
);

test(
  'a tag with an undocumented character is refused',
  contract(async () => {
    const name = await taggedSecret();
    expect(await errorName(tag(name, { Key: 'a', Value: '{"json":true}' }))).toBe(
      'InvalidParameterException',
    );
    expect(await errorName(tag(name, { Key: 'a,b', Value: '1' }))).toBe('InvalidParameterException');
  }),
);

test(
  'a tag key that begins with aws: is refused',
  contract(async () => {
    const name = await taggedSecret();
    expect(await errorName(tag(name, { Key: 'aws:mine', Value: '1' }))).toBe('InvalidParameterException');
  }),
);

test(
  'a tag key has at most 128 characters and a tag value at most 256',
  contract(async () => {
    const name = await taggedSecret({ Key: 'k'.repeat(128), Value: 'v'.repeat(256) });
    expect(await errorName(tag(name, { Key: 'k'.repeat(129), Value: '1' }))).toBe('ValidationException');
    expect(await errorName(tag(name, { Key: 'a', Value: 'v'.repeat(257) }))).toBe('ValidationException');
  }),
);

test(
  'a secret has at most 50 tags',
  contract(async () => {
    const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: '1' }));
    const name = await taggedSecret(...fifty);
    expect(await errorName(tag(name, { Key: 'key-0', Value: '2' }))).toBe('none');
    expect(await errorName(tag(name, { Key: 'one-more', Value: '1' }))).not.toBe('none');
  }),
);

test(
  'a secret that is not there cannot be tagged',
  contract(async () => {
    expect(await errorName(tag(uniqueName(), { Key: 'a', Value: '1' }))).toBe('ResourceNotFoundException');
  }),
);

test(
  'a secret scheduled for deletion cannot be tagged',
  contract(async () => {
    const name = await taggedSecret();
    await secretsManager.send(new DeleteSecretCommand({ SecretId: name }));
    expect(await errorName(tag(name, { Key: 'a', Value: '1' }))).toBe('InvalidRequestException');
  }),
);
