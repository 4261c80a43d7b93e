import { startLocalAlation, type LocalAlation } from '../alation/server.ts';
import { startLocalAws, type LocalAws } from '../aws/server.ts';
import { type Clock, systemClock } from '../clock.ts';
import { createLog } from '../../functions/runtime/logger.ts';
import { writeLine, type WriteLine } from '../../functions/runtime/write-line.ts';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import { type Installation, install } from '../installation/installation.ts';
import { describeDeployment, keptLog } from '../installation/deployment.ts';
import { storeCredentials } from '../run/credentials-secret.ts';
import { aheadClock } from './ahead-clock.ts';
import { startControlServer } from './control-server.ts';
import type { ServeOptions } from './options.ts';
import { passTime } from './pass-time.ts';
import { createRuns } from './runs.ts';
import { createSchedule } from './schedule.ts';
import { createServers } from './servers.ts';

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
 * @param time the time until it is put ahead: the machine's, unless given
 * @throws PortUnavailable; nothing is left up then
 */
export async function serve(
  { supersession, alationPort, awsPort, controlPort }: ServeOptions,
  write: WriteLine = writeLine,
  time: Clock = systemClock,
): Promise<Served> {
  const clock = aheadClock(time);
  const servers = createServers();
  const alation = await servers.start({ option: '--alation-port', port: alationPort }, (port) =>
    startLocalAlation({ clock, supersession, port }),
  );
  const aws = await servers.start({ option: '--aws-port', port: awsPort }, (port) =>
    startLocalAws({ clock, port }),
  );
  const installation = await install({
    aws,
    alationUrl: alation.url,
    clock,
    random: Math.random,
    integrations: [{ integration: ONBOARDED, owner: 'you' }, { integration: WAITING }],
    log: (functionName) => keptLog(aws, clock, functionName, createLog(functionName, write, clock.now)),
  });
  describeDeployment(aws, installation);

  const runs = createRuns(installation);
  const schedule = createSchedule(clock.now());
  const control = await servers.start({ option: '--control-port', port: controlPort }, (port) => {
    const advance = (ms: number) => passTime({ clock, schedule, runs }, ms);
    return startControlServer({ now: clock.now, advance, tick: runs.tick, warn: runs.warn }, port);
  });
  aws.events.onEvent(runs.deliver);
  const scheduler = setInterval(() => {
    // Time that passes in a hurry looks for itself.
    if (clock.isHurried()) return;
    for (const what of schedule.takeDue(clock.now())) void runs[what]().catch(() => undefined);
  }, LOOK_EVERY_MS);

  await storeDemoCredentials(alation, installation);
  return {
    aws,
    alation,
    controlUrl: control.url,
    installation,
    tick: runs.tick,
    close: async () => {
      clearInterval(scheduler);
      await runs.ended();
      installation.close();
      await servers.close();
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
