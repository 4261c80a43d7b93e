import { alationRoutes } from '../alation/control-routes.ts';
import { startLocalAlation, type LocalAlation } from '../alation/server.ts';
import { awsRoutes } from '../aws/control-routes.ts';
import { startLocalAws, type LocalAws } from '../aws/server.ts';
import { type Clock, systemClock } from '../clock.ts';
import { startControlServer } from '../control/control-server.ts';
import type { HttpRequest } from '../http/http-message.ts';
import { foreignPageRefusal, publicHostRefusal } from '../http/request-guard.ts';
import { MINUTE_MS, SECOND_MS } from '../../functions/time.ts';
import { readIntegrationState } from '../../functions/integration/plausible-state.ts';
import { createLog } from '../../functions/runtime/logger.ts';
import { writeLine, type WriteLine } from '../../functions/runtime/write-line.ts';
import type { SweepSummary } from '../../functions/sweep/sweep.ts';
import { type Installation, install } from '../installation/installation.ts';
import { credentialsSecret } from '../installation/names.ts';
import { addStack, storedLog } from '../installation/deployment.ts';
import { storeCredentials } from '../run/credentials-secret.ts';
import { createMailSubscriptions } from '../run/mail-subscriptions.ts';
import { publishedValue } from '../timeline/recorder.ts';
import { adjustableClock } from './adjustable-clock.ts';
import { demoRoutes } from './demo-routes.ts';
import { createLiveView } from './live-view.ts';
import type { ServeOptions } from './options.ts';
import { type PassedTime, passTime } from './pass-time.ts';
import { createRuns } from './runs.ts';
import { scheduleRoutes } from './schedule-routes.ts';
import { createSchedule } from './schedule.ts';
import { createServers } from './servers.ts';
import { createOtherProgram } from './other-program.ts';
import { createStoredRefreshTokens } from './stored-refresh-tokens.ts';

/** Interval at which the schedules are checked. So a run is at most this late, unless another run takes longer. */
const CHECK_INTERVAL_MS = SECOND_MS;

/** An integration that has credentials from the start, and an integration that the user can onboard. */
export const ONBOARDED = 'demo';
export const NOT_ONBOARDED = 'playground';

/** This address receives all alerts. The inbox of the page shows these alerts. */
const MAILBOX = 'you@example.com';

/** The running servers and the installation. */
export interface Served {
  readonly aws: LocalAws;
  readonly alation: LocalAlation;
  readonly controlUrl: string;
  readonly installation: Installation;
  /** Runs the rotator now. */
  runRotator(): Promise<SweepSummary>;
  /** Moves the clock forward by this many ms, with every scheduled run in between. */
  advance(ms: number): Promise<PassedTime>;
  close(): Promise<void>;
}

/**
 * Starts AWS, Alation, the control server and the schedules: the rotator every 15 minutes, the warner daily at 08:00
 * UTC. Events start functions without delay.
 *
 * @param write writes a line of the log; by default to standard output, as in Lambda
 * @param time shows the time until the control server moves the clock forward; by default the machine's clock
 * @throws PortUnavailable; then all servers are closed
 */
export async function serve(
  { supersession, renewRefreshTokens, alationPort, awsPort, controlPort }: ServeOptions,
  write: WriteLine = writeLine,
  time: Clock = systemClock,
): Promise<Served> {
  const clock = adjustableClock(time);
  const servers = createServers();
  let controlUrl = '';
  const alation = await servers.start({ option: '--alation-port', port: alationPort }, (port) =>
    startLocalAlation({ clock, supersession, port, refuse, controlUrl: () => controlUrl }),
  );
  const aws = await servers.start({ option: '--aws-port', port: awsPort }, (port) =>
    startLocalAws({ clock, port, refuse }),
  );
  const renews = renewRefreshTokens;
  const integrations = [
    { integration: ONBOARDED, owner: 'you', about: 'two refresh tokens', renews },
    { integration: NOT_ONBOARDED, about: 'for you to onboard', renews },
  ];
  const installation = await install({
    aws,
    alationUrl: alation.url,
    clock,
    random: Math.random,
    integrations,
    log: (functionName) => storedLog(aws, clock, functionName, createLog(functionName, write, clock.now)),
  });
  addStack(aws, installation);
  const { sns, alertTopicArn } = installation;
  await createMailSubscriptions(sns, alertTopicArn, aws.topics).subscribe({
    address: MAILBOX,
    isProtected: true,
  });

  const { secretsManager } = installation;
  const stored = createStoredRefreshTokens({ aws, alation, secretsManager }, ONBOARDED);
  const otherProgram = createOtherProgram(alation, clock, stored);
  const view = await createLiveView({ aws, alation, clock, secretsManager, integrations, otherProgram });
  const runs = createRuns(installation, view.onRun);
  const schedule = createSchedule(clock.now());
  const backoffOf = (integration: string) => {
    const tags = aws.secrets.find(credentialsSecret(integration))?.tags ?? [];
    const { backoff } = readIntegrationState(Object.fromEntries(tags), clock.now());
    const endsAt = backoff?.nextAttemptAt ?? 0;
    return endsAt > clock.now() ? [{ integration, endsAt }] : [];
  };
  const advance = (ms: number, isEnough?: () => boolean) => passTime({ clock, schedule, runs }, ms, isEnough);
  const control = await servers.start({ option: '--control-port', port: controlPort }, (port) => {
    const { rotator, warner } = runs;
    const advanceToEvent = async (ms: number) => {
      const [before, { events }] = [aws.events.events.length, aws.events];
      const passed = await advance(ms, () => events.length > before);
      const event = events[before]?.event;
      return { ...passed, event: event?.['detail-type'] };
    };
    const routes = [
      ...scheduleRoutes({
        now: clock.now,
        advance,
        advanceToEvent,
        runRotator: rotator,
        backoffs: () => integrations.flatMap(({ integration }) => backoffOf(integration)),
        runWarner: warner,
      }),
      ...demoRoutes({
        integration: ONBOARDED,
        alation,
        otherProgram,
        stored,
        published: () => publishedValue(aws, ONBOARDED),
        note: (text) => view.act(ONBOARDED, text),
      }),
      ...alationRoutes(alation),
      ...awsRoutes(aws),
    ];
    return startControlServer(routes, port, view);
  });
  controlUrl = control.url;
  aws.events.onEvent(runs.deliver);
  const scheduler = setInterval(() => {
    if (clock.now() % MINUTE_MS < CHECK_INTERVAL_MS) view.showTime();
    // In fast-forward, `passTime` starts the runs.
    if (clock.isFastForwarding()) return;
    for (const name of schedule.takeDue(clock.now())) void runs[name]().catch(() => undefined);
  }, CHECK_INTERVAL_MS);

  await storeDemoCredentials(alation, installation);
  return {
    aws,
    alation,
    controlUrl: control.url,
    installation,
    runRotator: runs.rotator,
    advance,
    close: async () => {
      clearInterval(scheduler);
      view.close();
      await runs.idle();
      installation.close();
      await servers.close();
    },
  };
}

function refuse(request: HttpRequest): string | undefined {
  return publicHostRefusal(request) ?? foreignPageRefusal(request);
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
