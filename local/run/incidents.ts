import type { LocalAlation } from '../alation/server.ts';
import type { Agenda } from './agenda.ts';
import { keyRotation, outage } from './stories.ts';
import type { Tell } from './timeline.ts';
import { HOUR_MS, DAY_MS } from '../../functions/time.ts';

/**
 * Notes what happens to Alation in the run. The outage is one of the token endpoints: with the whole of Alation down
 * every call of a consumer would fail, whatever its access token is worth, and nobody could see which are alive.
 */
export function planIncidents(
  startMs: number,
  { alation, agenda, tell }: { readonly alation: LocalAlation; readonly agenda: Agenda; readonly tell: Tell },
): void {
  const rotatedAt = startMs + keyRotation.day * DAY_MS + keyRotation.hour * HOUR_MS;
  agenda.add(rotatedAt, async () => {
    await alation.rotateSigningKey({ keepOldForMs: keyRotation.keepOldForHours * HOUR_MS });
    tell('Alation', 'signs its JWTs with a new key');
  });

  const beginsAt = startMs + outage.day * DAY_MS + outage.hour * HOUR_MS;
  agenda.add(beginsAt, () => {
    alation.outage(true, { of: 'token-endpoints' });
    tell('Alation', `answers 503 on its token endpoints for ${outage.hours} hours`);
  });
  agenda.add(beginsAt + outage.hours * HOUR_MS, () => {
    alation.outage(false);
    tell('Alation', 'answers again on its token endpoints');
  });
}
