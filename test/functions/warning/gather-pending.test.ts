import { expect, test } from 'vitest';
import { Tag } from '../../../functions/contract.ts';
import { formatContest } from '../../../functions/integration/contest.ts';
import { gatherAll } from '../../../functions/warning/gather-pending.ts';
import { rotationWorld } from '../../support/rotation-world.ts';
import { HOUR_MS, NOW } from '../rotation/state-fixture.ts';
import { policy } from './notifier.ts';

test('the daily run counts contested integrations, without paused ones and single findings', async () => {
  const { clock, store, rotator } = rotationWorld();
  clock.moveBy(NOW - clock.now());
  const found = { credential: 'default', inactiveAt: NOW - HOUR_MS };
  const contested = formatContest({ ...found, since: NOW - HOUR_MS });
  const tags = {
    well: {},
    'found-once': { [Tag.contested]: formatContest(found) },
    contested: { [Tag.contested]: contested },
    'contested-too': { [Tag.contested]: contested },
    paused: { [Tag.contested]: contested, [Tag.paused]: 'true' },
  };
  for (const [name, ofOne] of Object.entries(tags)) {
    store.addIntegration(name);
    await store.writeTags(name, ofOne);
  }
  const { log } = rotator();
  const gathered = await gatherAll({ store, clock, log, policy, isAllowedBaseUrl: () => true }, undefined);
  expect(gathered).toMatchObject({ integrations: 5, contested: 2 });
});
