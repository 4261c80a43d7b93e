import { expect, test, vi } from 'vitest';
import { createLog } from '../../../functions/runtime/logger.ts';

function logged(use: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  use(createLog('rotator', (line) => void lines.push(line)));
  expect(lines.filter((line) => line.includes('\n'))).toEqual([]);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

const context = { functionName: 'the-rotator', awsRequestId: 'request-1' };

test('an event is one JSON line with its level, time and service, then its fields', () => {
  const [line] = logged((log) => log.info('AccessTokenRotated', { integration: 'tableau', verified: true }));
  expect(Object.keys(line ?? {})).toEqual([
    'level',
    'message',
    'timestamp',
    'service',
    'integration',
    'verified',
  ]);
  expect(line).toMatchObject({ level: 'INFO', message: 'AccessTokenRotated', service: 'rotator' });
  expect(new Date(String(line?.['timestamp'])).getTime()).toBeGreaterThan(Date.UTC(2026, 0, 1));
});

test('a line has the time of the given clock', () => {
  const lines: string[] = [];
  createLog(
    'rotator',
    (line) => void lines.push(line),
    () => Date.UTC(2027, 0, 31),
  ).info('One', {});
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ timestamp: '2027-01-31T00:00:00.000Z' });
});

test('each line has the name of its level', () => {
  const lines = logged((log) => {
    log.info('One', {});
    log.warn('Two', {});
    log.error('Three', {});
  });
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['INFO', 'One'],
    ['WARN', 'Two'],
    ['ERROR', 'Three'],
  ]);
});

test('every line names the current invocation', () => {
  const lines = logged((log) => {
    log.begin(context as never);
    log.info('One', {});
    log.begin({ ...context, awsRequestId: 'request-2' } as never);
    log.info('Two', {});
  });
  expect(lines).toMatchObject([
    { function_name: 'the-rotator', function_request_id: 'request-1' },
    { function_name: 'the-rotator', function_request_id: 'request-2' },
  ]);
});

test('no field replaces a key of the line', () => {
  const [line] = logged((log) => {
    log.begin(context as never);
    log.warn('Real', { message: 'forged', level: 'INFO', function_request_id: 'forged', text: 'kept' });
  });
  expect(line).toMatchObject({
    message: 'Real',
    level: 'WARN',
    function_request_id: 'request-1',
    text: 'kept',
  });
});

test('neither the message of an unknown error nor the content of an unknown object is written', () => {
  const [line] = logged((log) =>
    log.error('Failed', { error: new Error('holds a secret'), when: new Date() }),
  );
  expect(JSON.stringify(line)).not.toContain('holds a secret');
  expect(line).toMatchObject({ error: { name: 'Error' }, when: '[Date]' });
});

test('lines go to standard output by default', () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  createLog('warner').info('Started', {});
  expect(written.mock.calls.map(([text]) => String(text))).toEqual([
    expect.stringMatching(/^\{.*"message":"Started".*\}\n$/),
  ]);
  written.mockRestore();
});
