import * as z from 'zod/mini';
import { createAwsAccount } from '../../local/aws/local-aws.ts';
import type { AwsAccount } from '../../local/aws/local-aws.ts';
import type { Clock } from '../../local/clock.ts';
import { SecretRole } from '../../functions/contract.ts';
import type { OutsideAnswer, OutsideRequest } from '../messages.ts';
import { EVENT_BUS, integrationName, SECRET_PREFIX } from '../names.ts';
import { benchAlation } from './alation.ts';
import type { BenchAlation } from './alation.ts';
import { secretsManagerQuotas } from './quotas.ts';

/** AWS and Alation, as the handler meets them. */
export interface World {
  /** Moves with the requests, or by hand while nobody asks. */
  readonly clock: { now(): number; set(ms: number): void };
  readonly aws: AwsAccount;
  readonly alation: BenchAlation;
  answer(request: OutsideRequest): Promise<OutsideAnswer>;
  /** Begins to count anew. */
  reset(): void;
  /** What was counted since. */
  counts(): WorldCounts;
  /** What consumers find: how often each access token was published since `reset`, and whether it is alive. */
  tally(integrations: number): Tally;
}

/** Calls by operation. */
export interface WorldCounts {
  /** `secretsmanager.PutSecretValue` and its like, but for those that were refused. */
  readonly aws: Readonly<Record<string, number>>;
  readonly alation: Readonly<Record<string, number>>;
  /** Events on the bus. */
  readonly events: number;
  /** Calls that Secrets Manager refused because they came too fast. */
  readonly throttled: number;
}

/** Integrations that fared worse than they should. */
export interface Tally {
  /** No new version of the access token. */
  readonly lost: number;
  /** More than one. */
  readonly doubled: number;
  /** A published access token that Alation does not take. */
  readonly dead: number;
}

/** An account without secrets and an Alation without users, at `start` (ms since the epoch). */
export function createWorld(start: number): World {
  let now = start;
  const clock: Clock = { now: () => now, sleep: () => Promise.reject(new Error('the world does not wait')) };
  const aws = createAwsAccount({ clock });
  aws.events.addEventBus(EVENT_BUS);
  const alation = benchAlation(clock);
  const quotas = secretsManagerQuotas();
  let throttledBefore = 0;
  let versionsBefore = new Map<string, number>();

  const accessTokenSecret = (index: number) =>
    aws.secrets.require(`${SECRET_PREFIX}/${integrationName(index)}/${SecretRole.accessToken}`);

  const answerAws = async (request: OutsideRequest): Promise<Omit<OutsideAnswer, 'id'>> => {
    const operation = request.headers['x-amz-target']?.split('.')[1] ?? '';
    if (!quotas.take(operation, now)) {
      return {
        status: 400,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }),
      };
    }
    const answered = await aws.handle({ headers: request.headers, body: request.body });
    return {
      status: answered.status,
      headers: { 'content-type': answered.contentType, ...answered.headers },
      body: answered.body,
    };
  };

  return {
    clock: {
      now: () => now,
      set: (ms) => {
        now = ms;
      },
    },
    aws,
    alation,
    async answer(request) {
      now = Math.max(now, request.now);
      const answered = await (request.service === 'aws' ? answerAws(request) : alation.answer(request));
      return { id: request.id, ...answered };
    },
    reset() {
      aws.calls.reset();
      alation.reset();
      aws.events.events.length = 0;
      throttledBefore = quotas.refused();
      versionsBefore = new Map();
      for (const secret of aws.secrets.all()) versionsBefore.set(secret.name, secret.versions.size);
    },
    counts: () => ({
      aws: aws.calls.all(),
      alation: alation.calls(),
      events: aws.events.events.length,
      throttled: quotas.refused() - throttledBefore,
    }),
    tally(integrations) {
      const tally = { lost: 0, doubled: 0, dead: 0 };
      for (let index = 0; index < integrations; index++) {
        const secret = accessTokenSecret(index);
        const published = secret.versions.size - (versionsBefore.get(secret.name) ?? 0);
        if (published < 1) tally.lost += 1;
        if (published > 1) tally.doubled += 1;
        if (!alation.isAlive(publishedIn(secret))) tally.dead += 1;
      }
      return tally;
    },
  };
}

function publishedIn(secret: ReturnType<AwsAccount['secrets']['require']>): string {
  const data = secret.versions.get(secret.labels.get('AWSCURRENT') ?? '')?.data;
  if (data?.kind !== 'string') return '';
  return z.looseObject({ access_token: z.string() }).parse(JSON.parse(data.text)).access_token;
}
