import * as z from 'zod/mini';
import { createAwsAccount } from '../../local/aws/local-aws.ts';
import type { AwsAccount } from '../../local/aws/local-aws.ts';
import type { Clock } from '../../local/clock.ts';
import { SecretRole } from '../../functions/contract.ts';
import type { ExternalResponse, ExternalRequest } from '../messages.ts';
import { EVENT_BUS, integrationName, SECRET_PREFIX } from '../names.ts';
import { benchAlation } from './alation.ts';
import type { BenchAlation } from './alation.ts';
import { secretsManagerQuotas } from './quotas.ts';

/** AWS and Alation for the handler. */
export interface World {
  /** The clock follows the times of the requests. `set` moves the clock while there are no requests. */
  readonly clock: { now(): number; set(ms: number): void };
  readonly aws: AwsAccount;
  readonly alation: BenchAlation;
  respond(request: ExternalRequest): Promise<ExternalResponse>;
  /** Sets all counts to 0. */
  reset(): void;
  /** The counts since `reset`. */
  counts(): WorldCounts;
  /** Counts the versions of access tokens since `reset`, and checks whether the published access tokens are active. */
  tally(integrations: number): Tally;
}

/** Calls by operation. */
export interface WorldCounts {
  /** Keys are names such as `secretsmanager.PutSecretValue`. Throttled calls are not counted. */
  readonly aws: Readonly<Record<string, number>>;
  readonly alation: Readonly<Record<string, number>>;
  /** Secrets in the requests of BatchGetSecretValue. */
  readonly secretsRead: number;
  /** Events on the bus. */
  readonly events: number;
  /** Calls above a quota of Secrets Manager. */
  readonly throttled: number;
}

/** Numbers of integrations whose access token was not published correctly. */
export interface Tally {
  /** No new version of the access token since `reset`. */
  readonly notRotated: number;
  /** More than one new version. */
  readonly rotatedTwice: number;
  /** The published access token is inactive. */
  readonly inactive: number;
}

const batchRequest = z.object({ SecretIdList: z.array(z.string()) });

/** Creates an AWS account without secrets and an Alation instance without users, at `start` (ms since the epoch). */
export function createWorld(start: number): World {
  let now = start;
  const clock: Clock = { now: () => now, sleep: () => Promise.reject(new Error('the world never waits')) };
  const aws = createAwsAccount({ clock });
  aws.events.addEventBus(EVENT_BUS);
  const alation = benchAlation(clock);
  const quotas = secretsManagerQuotas();
  let throttledBefore = 0;
  let secretsRead = 0;
  let versionsBefore = new Map<string, number>();

  const accessTokenSecret = (index: number) =>
    aws.secrets.require(`${SECRET_PREFIX}/${integrationName(index)}/${SecretRole.accessToken}`);

  const respondAsAws = async (request: ExternalRequest): Promise<Omit<ExternalResponse, 'id'>> => {
    const operation = request.headers['x-amz-target']?.split('.')[1] ?? '';
    if (!quotas.allow(operation, now)) {
      return {
        status: 400,
        headers: { 'content-type': 'application/x-amz-json-1.1' },
        body: JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }),
      };
    }
    if (operation === 'BatchGetSecretValue')
      secretsRead += batchRequest.parse(JSON.parse(request.body)).SecretIdList.length;
    const response = await aws.handle({ headers: request.headers, body: request.body });
    return {
      status: response.status,
      headers: { 'content-type': response.contentType, ...response.headers },
      body: response.body,
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
    async respond(request) {
      now = Math.max(now, request.now);
      const response = await (request.service === 'aws' ? respondAsAws(request) : alation.respond(request));
      return { id: request.id, ...response };
    },
    reset() {
      aws.calls.reset();
      alation.reset();
      aws.events.events.length = 0;
      throttledBefore = quotas.refused();
      secretsRead = 0;
      versionsBefore = new Map();
      for (const secret of aws.secrets.all()) versionsBefore.set(secret.name, secret.versions.size);
    },
    counts: () => ({
      aws: aws.calls.all(),
      alation: alation.calls(),
      secretsRead,
      events: aws.events.events.length,
      throttled: quotas.refused() - throttledBefore,
    }),
    tally(integrations) {
      const tally = { notRotated: 0, rotatedTwice: 0, inactive: 0 };
      for (let index = 0; index < integrations; index++) {
        const secret = accessTokenSecret(index);
        const published = secret.versions.size - (versionsBefore.get(secret.name) ?? 0);
        if (published < 1) tally.notRotated += 1;
        if (published > 1) tally.rotatedTwice += 1;
        if (!alation.isActive(publishedIn(secret))) tally.inactive += 1;
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
