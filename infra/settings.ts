import type * as z from 'zod/mini';
import { describeIssues } from './settings-issues.ts';
import { settingsSchema } from './settings-schema.ts';

/** Hours that an Alation access token lives by default; only for settings that must be judged before any token exists. */
const DEFAULT_LIFETIME_HOURS = 24;

type ParsedSettings = z.infer<typeof settingsSchema>;

/** The settings of one rotator, checked and with every default filled in. */
export type Settings = Readonly<ParsedSettings> & {
  readonly probeIntervalMinutes: number;
  readonly runwayAlarmHours: number;
};

/** One integration of the settings. */
export type IntegrationSettings = Settings['integrations'][string];

/**
 * Checks the settings of one rotator.
 *
 * @param input what stands in `cdk.json` under `alation-token-rotator`, or the props of `TokenRotator`
 * @throws Error that names every wrong setting at once, what was got and what is allowed. How settings fit each other
 *   is looked at once each is right by itself.
 */
export function parseSettings(input: unknown): Settings {
  const result = settingsSchema.safeParse(input);
  if (!result.success) throw refused(describeIssues(result.error.issues, input));

  const settings = withDependentDefaults(result.data);
  const conflicts = conflictsOf(settings);
  if (conflicts.length > 0) throw refused(conflicts);
  return settings;
}

function withDependentDefaults(parsed: ParsedSettings): Settings {
  return {
    ...parsed,
    probeIntervalMinutes: parsed.probeIntervalMinutes ?? Math.max(60, parsed.rotationIntervalMinutes),
    runwayAlarmHours:
      parsed.runwayAlarmHours ??
      Math.round((DEFAULT_LIFETIME_HOURS * (1 - parsed.renewalFraction) * 100) / 2) / 100,
  };
}

/** Settings that are right by themselves and cannot hold together. */
function conflictsOf(settings: Settings): string[] {
  const conflicts: string[] = [];

  const minutesToRenewIn = Math.round(DEFAULT_LIFETIME_HOURS * 60 * (1 - settings.renewalFraction));
  if (settings.rotationIntervalMinutes * 2 > minutesToRenewIn) {
    conflicts.push(
      `rotationIntervalMinutes must let two ticks fall between renewal and expiry of a 24 h access token, at renewalFraction ${settings.renewalFraction} it is at most ${Math.floor(minutesToRenewIn / 2)}, got: ${settings.rotationIntervalMinutes}`,
    );
  }
  if (settings.probeIntervalMinutes < settings.rotationIntervalMinutes) {
    conflicts.push(
      `probeIntervalMinutes must be at least rotationIntervalMinutes (${settings.rotationIntervalMinutes}), because probes happen at ticks, got: ${settings.probeIntervalMinutes}`,
    );
  }
  const [firstWarning = 0] = settings.warningDays;
  if (firstWarning >= settings.refreshTokenLifetimeDays) {
    conflicts.push(
      `warningDays must be below refreshTokenLifetimeDays (${settings.refreshTokenLifetimeDays}), or a new refresh token is warned about at once, got: ${firstWarning}`,
    );
  }
  for (const [name, { readers }] of Object.entries(settings.integrations)) {
    for (const reader of readers.filter((role) => settings.operators.includes(role))) {
      conflicts.push(
        `integrations.${name}.readers must not name an operator, because a reader never reads credentials, got: ${JSON.stringify(reader)}`,
      );
    }
  }
  return conflicts;
}

function refused(problems: readonly string[]): Error {
  return new Error(
    [
      'the settings of alation-token-rotator cannot be used:',
      ...problems.map((problem) => `- ${problem}`),
    ].join('\n'),
  );
}
