import type { AlationControl } from '../alation/control.ts';
import type { Agenda } from './agenda.ts';
import { type MailSubscriptions, OPERATORS } from './mail-subscriptions.ts';
import { keyRotation, lostSubscription, outage } from './stories.ts';
import type { ShowAct } from './timeline.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { HOUR_MS, DAY_MS } from '../../functions/time.ts';

/** Dependencies of the incidents. */
export interface IncidentDependencies {
  readonly alation: AlationControl;
  readonly subscriptions: MailSubscriptions;
  readonly agenda: Agenda;
  readonly showAct: ShowAct;
  readonly recorder: Pick<Recorder, 'outage'>;
}

/**
 * Plans the incidents at Alation, and the end and renewal of a subscription. The outage does not affect the data
 * endpoints: otherwise every call of a consumer would fail, and the run could not show which access tokens are active.
 */
export function planIncidents(
  startMs: number,
  { alation, subscriptions, agenda, showAct, recorder }: IncidentDependencies,
): void {
  const rotatedAt = startMs + keyRotation.day * DAY_MS + keyRotation.hour * HOUR_MS;
  agenda.add(rotatedAt, async () => {
    await alation.rotateSigningKey({ keepOldForMs: keyRotation.keepOldForHours * HOUR_MS });
    showAct('Alation signs its JWTs with a new key');
  });

  const beginsAt = startMs + outage.day * DAY_MS + outage.hour * HOUR_MS;
  agenda.add(beginsAt, () => {
    alation.outage(true, { of: 'token-endpoints' });
    recorder.outage(true);
    showAct(`Alation answers 503 on its token endpoints for ${outage.hours} hours`);
  });
  agenda.add(beginsAt + outage.hours * HOUR_MS, () => {
    alation.outage(false);
    recorder.outage(false);
    showAct("Alation's token endpoints work again");
  });

  const [address] = OPERATORS;
  const { day, hour, subscribedAgainOnDay, subscribedAgainAtHour } = lostSubscription;
  agenda.add(startMs + day * DAY_MS + hour * HOUR_MS, () => {
    subscriptions.end(address);
    showAct(`a mail scanner follows the unsubscribe link in a mail to ${address}`);
  });
  agenda.add(startMs + subscribedAgainOnDay * DAY_MS + subscribedAgainAtHour * HOUR_MS, async () => {
    await subscriptions.subscribe({ address });
    showAct(`an operator subscribes ${address} again and confirms the subscription`);
  });
}
