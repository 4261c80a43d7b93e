import { conflictsOf } from './settings-conflicts.ts';
import { describeIssues } from './settings-issues.ts';
import { SettingsError } from './settings-error.ts';
import { settingsSchema, type ParsedSettings, type Settings } from './settings-schema.ts';

/**
 * Parses and checks the settings of one rotator.
 *
 * @param input the settings of `cdk.json` under `alation-token-rotator`, or the props of `TokenRotator`
 * @param now ms since the epoch; the coming year's changes of the clock follow from it
 * @throws SettingsError with every invalid setting, its value and the allowed values. If each setting alone is valid,
 *   it lists the conflicts between settings.
 */
export function parseSettings(input: unknown, now: number = Date.now()): Settings {
  const result = settingsSchema.safeParse(input);
  if (!result.success) throw refused(describeIssues(result.error.issues, input));

  const settings = withDependentDefaults(result.data);
  const conflicts = conflictsOf(settings, now);
  if (conflicts.length > 0) throw refused(conflicts);
  return settings;
}

function withDependentDefaults(parsed: ParsedSettings): Settings {
  const isHardened = parsed.preset === 'hardened';
  return {
    ...parsed,
    terminationProtection: parsed.terminationProtection ?? isHardened,
    logRetentionDays: parsed.logRetentionDays ?? (isHardened ? 365 : 90),
    retainLogs: parsed.retainLogs ?? isHardened,
    probeIntervalMinutes: parsed.probeIntervalMinutes ?? Math.max(60, parsed.rotationIntervalMinutes),
    nearExpiryFraction:
      parsed.nearExpiryFraction ?? Math.round(((1 - parsed.renewalFraction) / 2) * 1000) / 1000,
  };
}

function refused(problems: readonly string[]): SettingsError {
  return new SettingsError(
    ['the settings of alation-token-rotator are invalid:', ...problems.map((problem) => `- ${problem}`)].join(
      '\n',
    ),
  );
}
