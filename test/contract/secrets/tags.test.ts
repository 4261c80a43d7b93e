import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  UntagResourceCommand,
  type Tag,
} from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { connectToPeer, contractTest, errorName, type Outcome, outcomeTests, uniqueName } from '../peer.ts';

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

contractTest('a secret is created with tags', async () => {
  const name = await taggedSecret(
    { Key: 'team:role', Value: 'credentials' },
    { Key: 'owner', Value: 'data' },
  );
  expect(await tagsOf(name)).toEqual({ 'team:role': 'credentials', owner: 'data' });
});

contractTest('tagging adds tags and replaces tags with the same key', async () => {
  const name = await taggedSecret({ Key: 'a', Value: '1' }, { Key: 'b', Value: '1' });
  await tag(name, { Key: 'b', Value: '2' }, { Key: 'c', Value: '2' });
  expect(await tagsOf(name)).toEqual({ a: '1', b: '2', c: '2' });
});

contractTest('tag keys are case sensitive', async () => {
  const name = await taggedSecret({ Key: 'abc', Value: '1' }, { Key: 'ABC', Value: '2' });
  expect(await tagsOf(name)).toEqual({ abc: '1', ABC: '2' });
});

contractTest('untagging ignores unknown keys', async () => {
  const name = await taggedSecret({ Key: 'a', Value: '1' }, { Key: 'b', Value: '1' });
  await secretsManager.send(new UntagResourceCommand({ SecretId: name, TagKeys: ['b', 'never'] }));
  expect(await tagsOf(name)).toEqual({ a: '1' });
});

contractTest('a new value keeps the tags', async () => {
  const name = await taggedSecret({ Key: 'a', Value: '1' });
  await secretsManager.send(new PutSecretValueCommand({ SecretId: name, SecretString: 'one' }));
  expect(await tagsOf(name)).toEqual({ a: '1' });
});

contractTest('a tag may have an empty value', async () => {
  const name = await taggedSecret({ Key: 'a', Value: '' });
  expect(await tagsOf(name)).toEqual({ a: '' });
});

contractTest('tags may have letters of any script, digits, spaces and + - = . _ : / @', async () => {
  const text = 'Zürich 東京 42 +-=._:/@';
  const name = await taggedSecret({ Key: text, Value: text });
  expect(await tagsOf(name)).toEqual({ [text]: text });
});

contractTest('a secret has at most 50 tags', async () => {
  const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: '1' }));
  const name = await taggedSecret(...fifty);
  expect(await errorName(tag(name, { Key: 'key-0', Value: '2' }))).toBe('none');
  expect(await errorName(tag(name, { Key: 'one-more', Value: '1' }))).not.toBe('none');
});

const tagging = (Key: string, Value: string, error: string): Outcome => [
  async () => tag(await taggedSecret(), { Key, Value }),
  error,
];

outcomeTests([
  [
    'a tag may have the documented characters only',
    tagging('a', '{"json":true}', 'InvalidParameterException'),
    tagging('a,b', '1', 'InvalidParameterException'),
  ],
  ['a tag key that begins with aws: is refused', tagging('aws:mine', '1', 'InvalidParameterException')],
  [
    'a tag key has at most 128 characters and a tag value at most 256',
    tagging('k'.repeat(128), 'v'.repeat(256), 'none'),
    tagging('k'.repeat(129), '1', 'ValidationException'),
    tagging('a', 'v'.repeat(257), 'ValidationException'),
  ],
  [
    'an unknown secret cannot be tagged',
    [() => tag(uniqueName(), { Key: 'a', Value: '1' }), 'ResourceNotFoundException'],
  ],
  [
    'a secret scheduled for deletion cannot be tagged',
    [
      async () => {
        const name = await taggedSecret();
        await secretsManager.send(new DeleteSecretCommand({ SecretId: name }));
        return tag(name, { Key: 'a', Value: '1' });
      },
      'InvalidRequestException',
    ],
  ],
]);
