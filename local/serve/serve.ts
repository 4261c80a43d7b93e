import { startLocalAlation, type LocalAlation } from '../alation/server.ts';
import { startLocalAws, type LocalAws } from '../aws/server.ts';
import { createLog } from '../../functions/runtime/logger.ts';
import type { SweepSummary } from '../../functions/rotation/sweep.ts';
import { type Installation, type InstallationOptions, install } from '../installation/installation.ts';
import { describeDeployment, keptLog } from '../installation/deployment.ts';
import { storeCredentials } from '../run/credentials-secret.ts';
import { aheadClock } from './ahead-clock.ts';
import { startControlServer } from './control-server.ts';
import type { ServeOptions } from './options.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WARNER_HOUR_UTC = 8;

/** An integration that is onboarded from the start, and one that waits for it. */
export const ONBOARDED = 'demo';
export const WAITING = 'playground';

/** Everything that is up. */
export interface Served {
  readonly aws: LocalAws;
  readonly alation: LocalAlation;
  readonly controlUrl: string;
  readonly installation: Installation;
  /** A tick of the rotator's schedule, now; the first one has not been yet. */
  tick(): Promise<SweepSummary>;
  close(): Promise<void>;
}

/**
 * Starts AWS, Alation and the schedules: the rotator every 15 minutes, the warner daily at 08:00 UTC, and what events
 * start at once.
 *
 * @param log where the functions log to: standard output, as in Lambda, unless given
 */
export async function serve(
  options: ServeOptions,
  log: InstallationOptions['log'] = createLog,
): Promise<Served> {
  const clock = aheadClock();
  const alation = await startLocalAlation({
    clock,
    supersession: options.supersession,
    port: options.alationPort,
  });
  const aws = await startLocalAws({ clock, port: options.awsPort });
  const installation = await install({
    aws,
    alationUrl: alation.url,
    clock,
    random: Math.random,
    integrations: [{ integration: ONBOARDED, owner: 'you' }, { integration: WAITING }],
    log: (functionName) => keptLog(aws, clock, functionName, log(functionName)),
  });
  describeDeployment(aws, installation);

  // One after another, as a schedule with a long enough interval would: the answer to one request is its own sweep.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = last.then(work);
    last = result
      .catch(() => undefined)
      .then(() => installation.deliverEvents())
      .catch(() => undefined);
    return result;
  };
  const tick = () => inTurn(() => installation.rotate());
  const warn = () => inTurn(() => installation.warn());

  let warnedOn = dayOf(clock.now());
  const warnWhenDue = async (): Promise<void> => {
    const now = clock.now();
    if (dayOf(now) === warnedOn || new Date(now).getUTCHours() < WARNER_HOUR_UTC) return;
    warnedOn = dayOf(now);
    await warn();
  };
  const control = await startControlServer(
    {
      now: clock.now,
      advance: async (ms) => {
        clock.advance(ms);
        const summary = await tick();
        await warnWhenDue();
        return summary;
      },
      tick,
      warn,
    },
    options.controlPort,
  );
  const schedules = [
    setInterval(() => void tick().catch(() => undefined), 15 * MINUTE_MS),
    setInterval(() => void warnWhenDue().catch(() => undefined), MINUTE_MS),
  ];
  aws.events.onEvent(() => void inTurn(async () => undefined));

  await storeDemoCredentials(alation, installation);
  return {
    aws,
    alation,
    controlUrl: control.url,
    installation,
    tick,
    close: async () => {
      schedules.forEach(clearInterval);
      await last;
      installation.close();
      await Promise.all([control.close(), alation.close(), aws.close()]);
    },
  };
}

async function storeDemoCredentials(alation: LocalAlation, { secretsManager }: Installation): Promise<void> {
  const credentials = ['blue', 'green'].map((name) => {
    const { refreshToken, userId } = alation.createRefreshTokenInUi({
      userId: 1,
      name: `${ONBOARDED} ${name}`,
    });
    return { name, refresh_token: refreshToken, user_id: userId };
  });
  await storeCredentials(secretsManager, ONBOARDED, alation.url, credentials);
}

function dayOf(ms: number): number {
  return Math.floor(ms / (24 * HOUR_MS));
}
