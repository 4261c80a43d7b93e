import * as z from 'zod/mini';
import type { Answer } from './answer.ts';
import { faultSchema } from './fault.ts';
import type { AwsAccount } from './local-aws.ts';

const PREFIX = '/_local';

/** Whether a path belongs to us and not to AWS. */
export function isControlPath(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`);
}

interface ControlRoute {
  readonly says: string;
  readonly run: (account: AwsAccount, body: string) => unknown;
}

const DONE = { ok: true };

const routes: Readonly<Record<string, ControlRoute>> = {
  'GET /faults': { says: 'the faults that are left', run: ({ faults }) => faults.list() },
  'POST /faults': {
    says: '{ kind, service, operation?, matchSecretId?, skip?, times? … } adds a fault',
    run: ({ faults }, body) => {
      faults.add(faultSchema.parse(JSON.parse(body)));
      return DONE;
    },
  },
  'DELETE /faults': {
    says: 'removes all faults',
    run: ({ faults }) => {
      faults.clear();
      return DONE;
    },
  },
  'GET /events': { says: 'the events so far, by bus', run: ({ events }) => events.events },
  'GET /messages': { says: 'the messages published so far', run: ({ topics }) => topics.messages },
  'GET /calls': { says: 'calls by operation', run: ({ calls }) => calls.all() },
  'DELETE /calls': {
    says: 'counts calls from 0 again',
    run: ({ calls }) => {
      calls.reset();
      return DONE;
    },
  },
};

/** Shows and steers over HTTP what `AwsAccount` does in process; `GET /_local/` lists how. No secret value is shown. */
export function answerControl(account: AwsAccount, method: string, path: string, body: string): Answer {
  const name = path.slice(PREFIX.length).replace(/\/$/, '');
  if (method === 'GET' && name === '') {
    return json(
      200,
      Object.entries(routes).map(([route, { says }]) => `${route.replace(' ', ` ${PREFIX}`)} - ${says}`),
    );
  }
  const route = routes[`${method} ${name}`];
  if (route === undefined) return json(404, { message: `No such endpoint: GET ${PREFIX}/ lists them.` });
  try {
    return json(200, route.run(account, body));
  } catch (error) {
    if (error instanceof z.core.$ZodError) return json(400, { message: z.prettifyError(error) });
    if (error instanceof SyntaxError) return json(400, { message: 'The body is not JSON.' });
    throw error;
  }
}

function json(status: number, value: unknown): Answer {
  return { status, contentType: 'application/json', body: `${JSON.stringify(value, undefined, 2)}\n` };
}
