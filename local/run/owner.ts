import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AlationControl } from '../alation/control.ts';
import type { Agenda } from './agenda.ts';
import {
  type CredentialEntry,
  editCredentials,
  readCredentials,
  storeCredentials,
} from './credentials-secret.ts';
import { ageInDays, type Habit, type StartingCredential, type Story } from './stories.ts';
import type { ShowAct } from './timeline.ts';
import type { Recorder } from '../timeline/recorder.ts';
import { HOUR_MS, DAY_MS } from '../../functions/time.ts';

/** Hour (UTC) at which owners change credentials after the run has begun. */
const OFFICE_HOUR = 10;

/** A warning that an owner receives. */
export interface ReceivedWarning {
  readonly credential: string;
  readonly stage: number | 'expired';
  /** When the warner sent the warning, ms since the epoch. */
  readonly at: number;
}

/** The person who owns an integration. */
export interface Owner {
  /** Creates those first credentials that are `createdDaysBefore` days old when the run begins. */
  createCredentials(createdDaysBefore: number): void;
  /** Stores the created credentials and plans later changes. */
  begin(startMs: number): Promise<void>;
  /** Plans the reaction to a warning. */
  receiveWarning(warning: ReceivedWarning): void;
}

/** Dependencies of an owner. */
export interface OwnerDependencies {
  readonly alation: AlationControl;
  readonly alationUrl: string;
  readonly secretsManager: SecretsManagerClient;
  readonly agenda: Agenda;
  readonly showAct: ShowAct;
  readonly recorder: Pick<Recorder, 'act'>;
}

/** The owner of an integration, who acts according to its story. */
export function createOwner(story: Story, userId: number, deps: OwnerDependencies): Owner {
  const { alation, secretsManager, agenda, showAct, recorder } = deps;
  const { integration, owner } = story;
  const created = new Map<string, CredentialEntry>();
  const showAndRecord = (act: string): void => {
    showAct(`${owner} ${act}`);
    recorder.act(integration, `${owner} ${act}`);
  };

  const create = (credential: StartingCredential): CredentialEntry => {
    const { name } = credential;
    if (credential.kind === 'refresh-token') {
      const { refreshToken } = alation.createRefreshTokenInUi({ userId, name: `${integration} ${name}` });
      return { name, refresh_token: refreshToken, user_id: userId };
    }
    const { clientId, clientSecret } = alation.registerOAuthClient({
      name: `${integration} ${name}`,
      accessTokenDurationMs: credential.accessTokenHours * HOUR_MS,
    });
    return { name, client_id: clientId, client_secret: clientSecret };
  };
  const replace = async (name: string): Promise<void> => {
    const entry = create({ kind: 'refresh-token', name, createdDaysBefore: 0 });
    await editCredentials(secretsManager, integration, (all) =>
      all.map((one) => (one.name === name ? entry : one)),
    );
    showAndRecord(`stores a new refresh token for ${integration}/${name}`);
  };
  const planMove = (startMs: number, { addClientOn, dropRefreshTokenOn }: NonNullable<Story['move']>) => {
    agenda.add(officeTime(startMs, addClientOn), async () => {
      const client = create({ kind: 'oauth-client', name: 'client', accessTokenHours: 24 });
      await editCredentials(secretsManager, integration, (all) => [...all, client]);
      showAndRecord(`adds an OAuth client to the credentials of ${integration}`);
    });
    agenda.add(officeTime(startMs, dropRefreshTokenOn), async () => {
      await editCredentials(secretsManager, integration, (all) => all.filter((one) => 'client_id' in one));
      showAndRecord(`removes the refresh token of ${integration}`);
    });
  };

  const planBorrowing = (startMs: number, { from, on }: NonNullable<Story['borrow']>) => {
    agenda.add(officeTime(startMs, on), async () => {
      const { credentials } = await readCredentials(secretsManager, from);
      await editCredentials(secretsManager, integration, () => credentials.slice(0, 1));
      showAndRecord(`stores the refresh token of ${from} for ${integration} too`);
    });
    agenda.add(officeTime(startMs, on + 1), () => replace('default'));
  };

  return {
    createCredentials: (createdDaysBefore) => {
      for (const credential of story.credentials) {
        if (ageInDays(credential) === createdDaysBefore) created.set(credential.name, create(credential));
      }
    },
    begin: async (startMs) => {
      const entries = story.credentials.flatMap(({ name }) => created.get(name) ?? []);
      await storeCredentials(secretsManager, integration, deps.alationUrl, entries);
      created.clear();
      const names = entries.map(({ name }) => name).join(', ');
      showAndRecord(`stores the credentials of ${integration}: ${names}`);
      if (story.move !== undefined) planMove(startMs, story.move);
      if (story.borrow !== undefined) planBorrowing(startMs, story.borrow);
    },
    receiveWarning: ({ credential, stage, at }) => {
      const days = daysUntilReplaced(story.habit, stage);
      if (days !== undefined) agenda.add(officeTime(at, days), () => replace(credential));
    },
  };
}

/** Days until an owner with this habit replaces the credential; undefined when the owner does nothing after this warning. */
function daysUntilReplaced(habit: Habit, stage: number | 'expired'): number | undefined {
  return habit.kind === 'replaces' && habit.after === stage ? habit.days : undefined;
}

function officeTime(fromMs: number, days: number): number {
  const midnight = Math.floor(fromMs / DAY_MS) * DAY_MS;
  return midnight + days * DAY_MS + OFFICE_HOUR * HOUR_MS;
}
