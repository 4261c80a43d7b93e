import { expect, test } from 'vitest';
import { AlertTopicError } from '../../../functions/aws/alert-topic.ts';
import { AlertsNotPublishedError } from '../../../functions/create-warner.ts';
import { RotationError } from '../../../functions/integration/rotation-error.ts';
import { errorFields } from '../../../functions/runtime/error-fields.ts';
import { EnvironmentError } from '../../../functions/runtime/environment-variable.ts';
import { findLeaks } from '../../support/canary.ts';

const secret = 'q7ZkLmX94vTn0Rb6Wd2Yp5';

test.each([
  new RotationError('SecretMissing', 'The secret alation/tableau/access-token does not exist.'),
  new AlertTopicError('Publish', 'arn:aws:sns:eu-central-1:123456789012:alerts', new Error(secret)),
  new AlertsNotPublishedError(1, 2),
  new EnvironmentError(['SECRET_PREFIX is not set']),
])('an error of this project keeps its message: $name', (error) => {
  expect(errorFields(error)).toMatchObject({ name: error.name, message: error.message });
  expect(findLeaks(JSON.stringify(errorFields(error)), [secret])).toEqual([]);
});

test.each([
  ['JSON.parse', () => JSON.parse(`{"a": ${secret}`)],
  ['new URL', () => new URL(`//${secret}`)],
  ['a header', () => new Headers({ authorization: `${secret}\n${secret}` })],
  ['a TypeError that quotes a value', () => Reflect.get(Object(null), secret).length],
  [
    'an error with a cause',
    () => {
      throw new Error('outer', { cause: new Error(secret) });
    },
  ],
  [
    'an error with a secret for a name',
    () => {
      throw Object.assign(new Error('x'), { name: `${secret} ${secret}` });
    },
  ],
  [
    'an error with several lines',
    () => {
      throw new Error(`first\n    at ${secret}\nlast`);
    },
  ],
])(
  'the fields of an error that is not of this project contain frames, but no message and no secret: %s',
  (_, action) => {
    const fields = errorFields(thrown(action));
    expect(fields.message).toBeUndefined();
    expect(findLeaks(JSON.stringify(fields), [secret])).toEqual([]);
    expect(fields.frames.length).toBeGreaterThan(0);
    for (const frame of fields.frames) expect(frame).toMatch(/^at /);
  },
);

test.each([
  [undefined, 'thrown undefined'],
  [null, 'thrown object'],
  [secret, 'thrown string'],
  [{ message: secret }, 'thrown object'],
  [Symbol(secret), 'thrown symbol'],
])('a thrown value that is not an error keeps only its type', (value, name) => {
  expect(errorFields(value)).toEqual({ name, message: undefined, frames: [] });
});

test('a stack that does not contain the present message is omitted, because the stack may quote an earlier message', () => {
  const error = new Error(secret);
  expect(error.stack).toContain(secret);
  error.message = 'changed since';
  expect(errorFields(error)).toMatchObject({ frames: [] });
});

test('only ten frames of a deep stack remain', () => {
  const deep = (depth: number): never => {
    if (depth === 0) throw new Error('deep');
    return deep(depth - 1);
  };
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const { frames } = errorFields(thrown(() => deep(30)));
  Error.stackTraceLimit = limit;
  expect(frames).toHaveLength(10);
});

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
