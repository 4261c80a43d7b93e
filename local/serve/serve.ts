import { startLocalAlation, type LocalAlation } from '../alation/server.ts';
import { startLocalAws, type LocalAws } from '../aws/server.ts';
import { createLog } from '../../functions/runtime/logger.ts';
import { writeLine, type WriteLine } from '../../functions/runtime/write-line.ts';
import type { SweepSummary } from '../../functions/rotation/sweep.ts';
import { type Installation, install } from '../installation/installation.ts';
import { describeDeployment, keptLog } from '../installation/deployment.ts';
import { storeCredentials } from '../run/credentials-secret.ts';
import { aheadClock } from './ahead-clock.ts';
import { startControlServer } from './control-server.ts';
import type { ServeOptions } from './options.ts';
import { passTime } from './pass-time.ts';
import { createSchedule } from './schedule.ts';

/** How often it is looked whether something is due: the schedules are a second late at most. */
const LOOK_EVERY_MS = 1_000;

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
 * @param write where the functions log to: standard output, as in Lambda, unless given
 */
export async function serve(options: ServeOptions, write: WriteLine = writeLine): Promise<Served> {
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
    log: (functionName) => keptLog(aws, clock, functionName, createLog(functionName, write, clock.now)),
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
  const delivered = async <Result>(result: Promise<Result>): Promise<Result> => {
    await last;
    return result;
  };

  const schedule = createSchedule(clock.now());
  const runDue = (): void => {
    if (clock.isHurried()) return;
    for (const what of schedule.takeDue(clock.now())) {
      void { tick, warn }[what]().catch(() => undefined);
    }
  };
  const scheduler = setInterval(runDue, LOOK_EVERY_MS);
  const control = await startControlServer(
    {
      now: clock.now,
      advance: (ms) =>
        passTime({ clock, schedule, tick: () => delivered(tick()), warn: () => delivered(warn()) }, ms),
      tick,
      warn,
    },
    options.controlPort,
  );
  aws.events.onEvent(() => void inTurn(async () => undefined));

  await storeDemoCredentials(alation, installation);
  return {
    aws,
    alation,
    controlUrl: control.url,
    installation,
    tick,
    close: async () => {
      clearInterval(scheduler);
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
