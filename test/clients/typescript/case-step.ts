import * as z from 'zod';
import { AccessTokenError } from '../../../clients/typescript/src/index.ts';
import { MINUTE_MS } from '../../../functions/time.ts';
import { type CaseWorld, documentOf } from './case-world.ts';

const atOnce = z.int().default(1);
/** A step of a case: something that happens, or what the client is expected to do. */
export const step = z.union([
  z.strictObject({
    publish: z.string(),
    lifetime_minutes: z.number().optional(),
    without: z.string().optional(),
    with: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({ publish_text: z.string() }),
  z.strictObject({ pass_minutes: z.number() }),
  z.strictObject({ get: z.string(), at_once: atOnce }),
  z.strictObject({ get_error: z.string(), says: z.string().optional(), says_not: z.string().optional() }),
  z.strictObject({
    invalidate: z.string(),
    replaced: z.boolean(),
    at_once: atOnce,
    publish_in_wait: z.tuple([z.int(), z.string()]).optional(),
  }),
  z.strictObject({ reads: z.int() }),
  z.strictObject({ waited_seconds: z.tuple([z.number(), z.number()]) }),
  z.strictObject({ fail_reads: z.string() }),
  z.strictObject({ stop_failing: z.literal(true) }),
  z.strictObject({ delete: z.literal(true) }),
  z.strictObject({ finish_reads: z.literal(true) }),
]);

/** A step, as `cases.json` describes it. */
export type Step = z.infer<typeof step>;

const times = <Result>(count: number, call: () => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, call));

/** Runs a step. Returns the step as it was observed: unchanged if the client did what the step expects. */
export async function runStep(one: Step, world: CaseWorld): Promise<Step> {
  const { aws, client, clock } = world;
  if ('publish' in one) {
    const document = documentOf(one.publish, clock.now(), one.lifetime_minutes);
    if (one.without !== undefined) delete document[one.without];
    await world.publish({ ...document, ...one.with });
  } else if ('publish_text' in one) await world.publish(one.publish_text);
  else if ('pass_minutes' in one) await clock.advance(one.pass_minutes * MINUTE_MS);
  else if ('get' in one) {
    const got = await times(one.at_once, () => client.get());
    for (const accessToken of got) world.got.set(accessToken.accessToken, accessToken);
    return { ...one, get: distinct(got.map(({ accessToken }) => accessToken)) };
  } else if ('get_error' in one) {
    const error: unknown = await client.get().catch((thrown: unknown) => thrown);
    if (!(error instanceof AccessTokenError)) return { get_error: String(error) };
    const { code, message } = error;
    const saysIt = message.includes(one.says ?? '');
    const saysNot = one.says_not === undefined || !message.includes(one.says_not);
    return saysIt && saysNot ? { ...one, get_error: code } : { get_error: code, says: message };
  } else if ('invalidate' in one) {
    const accessToken = world.got.get(one.invalidate);
    if (accessToken === undefined) throw new TypeError(`No step got ${one.invalidate}`);
    const inWait = one.publish_in_wait;
    world.onWait = async (wait) => {
      if (wait === inWait?.[0]) await world.publish(documentOf(inWait[1], clock.now()));
    };
    const replaced = await times(one.at_once, () => client.invalidate(accessToken));
    return { ...one, replaced: replaced.every((each) => each) };
  } else if ('reads' in one) return { reads: world.reads() };
  else if ('waited_seconds' in one) {
    const waited = world.waited();
    const sum = waited.reduce((total, wait) => total + wait, 0);
    const [least, most] = one.waited_seconds;
    const isRight = sum >= least && sum <= most && waited.every((wait) => wait >= 1);
    return isRight ? one : { waited_seconds: [Math.min(...waited), sum] };
  } else if ('fail_reads' in one) {
    const status = one.fail_reads === 'InternalServiceError' ? 500 : 400;
    const fault = { service: 'secretsmanager', operation: 'GetSecretValue', status } as const;
    aws.faults.add({ ...fault, kind: 'error', code: one.fail_reads });
  } else if ('stop_failing' in one) aws.faults.clear();
  else if ('delete' in one) await world.deleteSecret();
  else await world.finishReads();
  return one;
}

/** The different texts of a list, joined by ` and `. */
function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].join(' and ');
}
