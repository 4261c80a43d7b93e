import { expect } from 'vitest';

/** Makes CloudTrail record the calls of the account from now on, as a trail does. */
export async function startTrail(endpoint: string): Promise<void> {
  const response = await fetch(`${endpoint}/_ministack/config`, {
    method: 'POST',
    body: JSON.stringify({ 'cloudtrail._recording_enabled': 'true' }),
  });
  expect(response.status).toBe(200);
}
