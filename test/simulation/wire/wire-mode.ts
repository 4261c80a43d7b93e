import { seededBytes } from '../../../local/alation/random-bytes.ts';
import { createLocalAlation } from '../../../local/alation/server.ts';
import { createAwsAccount } from '../../../local/aws/local-aws.ts';
import { ALERT_TOPIC_NAME, EVENT_BUS_NAME } from '../../../local/installation/names.ts';
import { invariants } from '../invariants/all.ts';
import { mintOnlyWhenWriteAllowed } from '../invariants/mint-only-when-write-allowed.ts';
import type { Mode } from '../world/mode.ts';
import { handlers } from './functions.ts';
import type { WireBug } from './functions.ts';
import { onlyNamedIntegrations } from './only-named-integrations.ts';
import { operatedAlation } from './operated-alation.ts';
import { operatedSecrets } from './operated-secrets.ts';
import { warmUp } from './sdk-clients.ts';
import { afterStep } from './after-step.ts';
import { drawWireScenario } from './wire-scenario.ts';

/**
 * Runs the handlers, `functions/aws` with the unmodified AWS SDK, and `functions/alation` over HTTP in this process,
 * against AWS and Alation of `local/`.
 */
export function wireMode(bug: WireBug = {}): Mode {
  return {
    draw: drawWireScenario,
    prepare: warmUp,
    // The handler creates its rate limiter, so that no code outside can see when the rate limiter allows a write.
    invariants: [...invariants.filter((one) => one !== mintOnlyWhenWriteAllowed), onlyNamedIntegrations],
    // A mint and a verification take up to two exchanges, and one time limit covers both.
    latencies: ({ latencies: { store, alation } }) => ({ store, alation: [alation[0] / 2, alation[1] / 2] }),
    afterStep,
    // The signatures differ, because every process has its own signing keys. So do the VersionIds of renewals.
    repeatable: (line) =>
      line
        .replaceAll(/(eyJ[\w-]+\.[\w-]+)\.[\w-]+/g, '$1')
        .replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'uuid'),
    peers({ seed, behaviour, listingLagMs }, scheduler) {
      const clock = {
        now: scheduler.now,
        sleep: (ms: number) => new Promise<void>((wake) => scheduler.after(ms, wake)),
      };
      const account = createAwsAccount({ clock, listStalenessMs: listingLagMs });
      account.events.addEventBus(EVENT_BUS_NAME);
      const alertTopicArn = `arn:aws:sns:${account.region}:${account.accountId}:${ALERT_TOPIC_NAME}`;
      account.topics.topics.set(alertTopicArn, { arn: alertTopicArn, attributes: new Map() });
      const origin = { current: '' };
      const alationServer = createLocalAlation(
        {
          clock,
          random: seededBytes(seed),
          supersession: behaviour.supersession === 'coexist' ? 'coexists' : 'revokes',
          accessTokenLifetimeMs: behaviour.accessTokenLifetimeMs,
          refreshTokenLifetimeMs: behaviour.refreshTokenLifetimeMs,
          regeneration: behaviour.regeneration,
        },
        () => origin.current,
      );
      const alation = operatedAlation(alationServer, clock);
      return {
        store: operatedSecrets(account, clock),
        alation,
        functions: (world) =>
          handlers({ ...world, alation, account, alationServer, origin, alertTopicArn }, bug),
      };
    },
  };
}
