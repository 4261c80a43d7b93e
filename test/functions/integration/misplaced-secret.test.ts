import { expect, test } from 'vitest';
import { misplacedSecret } from '../../../functions/integration/misplaced-secret.ts';

const ONE = 'Zq7vK2mXw9LpR4tYb8NcD3hJs6FgA1eU';
const OTHER = 'Hd5uQ0rTn3WyE8kVz6XmB2jPc9SfG4iL';

test("a name that is a part of another credential's secret is a misplaced secret", () => {
  const credentials = [{ refresh_token: ONE }, { refresh_token: OTHER, name: ONE.slice(4, 20) }];
  expect(misplacedSecret({ credentials })).toBe('credentials[1].name');
});

test('a name that contains a secret of eight characters is a misplaced secret', () => {
  const document = { client_id: 'c', client_secret: 'tableau1', name: 'tableau1-a' };
  expect(misplacedSecret(document)).toBe('name');
});

test('credentials without a base URL have no misplaced secret', () => {
  expect(misplacedSecret({ credentials: [{ refresh_token: ONE }] })).toBeUndefined();
});
