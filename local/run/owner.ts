import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { LocalAlation } from '../alation/server.ts';
import type { Agenda } from './agenda.ts';
import { type CredentialEntry, editCredentials, storeCredentials } from './credentials-secret.ts';
import { ageInDays, type Habit, type StartingCredential, type Story } from './stories.ts';
import type { Tell } from './timeline.ts';
import { HOUR_MS, DAY_MS } from '../../functions/time.ts';

/** When people are at their desks, UTC. */
const OFFICE_HOUR = 10;

/** A warning as its owner reads it. */
export interface ReadWarning {
  readonly credential: string;
  readonly stage: number | 'expired';
  /** When it came, ms since the epoch. */
  readonly at: number;
}

/** The people behind an integration. */
export interface Owner {
  /** Makes the credentials that are there when the run begins; those of that age only. */
  makeCredentials(madeDaysBefore: number): void;
  /** Stores them, and notes what else is planned. */
  begin(startMs: number): Promise<void>;
  /** Reads a warning, and notes what it will do about it. */
  read(warning: ReadWarning): void;
}

/** What an owner works with. */
export interface OwnerDependencies {
  readonly alation: LocalAlation;
  readonly secretsManager: SecretsManagerClient;
  readonly agenda: Agenda;
  readonly tell: Tell;
}

/** The owner of an integration, who acts as its story says. */
export function createOwner(story: Story, userId: number, deps: OwnerDependencies): Owner {
  const { alation, secretsManager, agenda, tell } = deps;
  const { integration } = story;
  const made = new Map<string, CredentialEntry>();

  const make = (credential: StartingCredential): CredentialEntry => {
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
    const entry = make({ kind: 'refresh-token', name, madeDaysBefore: 0 });
    await editCredentials(secretsManager, integration, (all) =>
      all.map((one) => (one.name === name ? entry : one)),
    );
    tell(story.owner, `stores a new refresh token for ${integration}/${name}`);
  };
  const planMove = (startMs: number, { addClientOn, dropRefreshTokenOn }: NonNullable<Story['move']>) => {
    agenda.add(officeTime(startMs, addClientOn), async () => {
      const client = make({ kind: 'oauth-client', name: 'client', accessTokenHours: 24 });
      await editCredentials(secretsManager, integration, (all) => [...all, client]);
      tell(story.owner, `adds an OAuth client to ${integration}, beside its refresh token`);
    });
    agenda.add(officeTime(startMs, dropRefreshTokenOn), async () => {
      await editCredentials(secretsManager, integration, (all) => all.filter((one) => 'client_id' in one));
      tell(story.owner, `takes the refresh token out of ${integration}`);
    });
  };

  return {
    makeCredentials: (madeDaysBefore) => {
      for (const credential of story.credentials) {
        if (ageInDays(credential) === madeDaysBefore) made.set(credential.name, make(credential));
      }
    },
    begin: async (startMs) => {
      const entries = story.credentials.flatMap(({ name }) => made.get(name) ?? []);
      await storeCredentials(secretsManager, integration, alation.url, entries);
      made.clear();
      tell(
        story.owner,
        `stores ${entries.map(({ name }) => name).join(' and ')} for ${integration}: ${story.about}`,
      );
      if (story.move !== undefined) planMove(startMs, story.move);
    },
    read: ({ credential, stage, at }) => {
      const days = daysUntilReplaced(story.habit, stage);
      if (days !== undefined) agenda.add(officeTime(at, days), () => replace(credential));
    },
  };
}

/** Days that an owner with this habit lets pass; undefined when it does nothing about such a warning. */
export function daysUntilReplaced(habit: Habit, stage: number | 'expired'): number | undefined {
  return habit.kind === 'replaces' && habit.after === stage ? habit.days : undefined;
}

function officeTime(fromMs: number, days: number): number {
  const midnight = Math.floor(fromMs / DAY_MS) * DAY_MS;
  return midnight + days * DAY_MS + OFFICE_HOUR * HOUR_MS;
}
