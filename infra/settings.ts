import { conflictsOf, DEFAULT_LIFETIME_HOURS } from './settings-conflicts.ts';
import { describeIssues } from './settings-issues.ts';
import { SettingsError } from './settings-error.ts';
import { settingsSchema, type ParsedSettings, type Settings } from './settings-schema.ts';

/**
 * Checks the settings of one rotator.
 *
 * @param input what stands in `cdk.json` under `alation-token-rotator`, or the props of `TokenRotator`
 * @throws SettingsError that names every wrong setting at once, what was got and what is allowed. How settings fit each other
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

function refused(problems: readonly string[]): SettingsError {
  return new SettingsError(
    [
      'the settings of alation-token-rotator cannot be used:',
      ...problems.map((problem) => `- ${problem}`),
    ].join('\n'),
  );
}
