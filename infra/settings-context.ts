import { readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import { SettingsError } from './settings-error.ts';
import { parseSettings } from './settings.ts';
import type { Settings } from './settings-schema.ts';
import { shownValue } from './shown-value.ts';

/** Key of the CDK context that holds the settings. */
export const CONTEXT_KEY = 'alation-token-rotator';

/**
 * The settings in the app's context: an object, or the path of a JSON file, so that
 * `cdk deploy -c alation-token-rotator=prod.json` deploys another rotator from the same `cdk.json`.
 *
 * @throws SettingsError when the file is not there or is not JSON, and what `parseSettings` throws
 */
export function settingsOf(node: Node): Settings {
  const context: unknown = node.tryGetContext(CONTEXT_KEY);
  return parseSettings(typeof context === 'string' ? readJson(context) : context);
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new SettingsError(
      `${CONTEXT_KEY} must be an object of settings or the path of a file with one, got: ${shownValue(path)}, and there ` +
        'is no such file',
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingsError(`${CONTEXT_KEY} must name a file that holds JSON, got: ${shownValue(path)}`);
  }
}
