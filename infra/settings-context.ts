import { readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import { SettingsError } from './settings-error.ts';
import { parseSettings } from './settings.ts';
import type { Settings } from './settings-schema.ts';
import { shownValue } from './shown-value.ts';

/** Key of the settings in the CDK context. */
export const CONTEXT_KEY = 'alation-token-rotator';

/**
 * The settings in the context of the app: an object, or the path of a JSON file. With a file,
 * `cdk deploy -c alation-token-rotator=prod.json` deploys another rotator from the same `cdk.json`.
 *
 * @throws SettingsError if the file is missing or is not JSON, and the errors of `parseSettings`
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
      `${CONTEXT_KEY} must be an object of settings or the path of a JSON file, got: ${shownValue(path)}, which does ` +
        'not exist',
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingsError(`${CONTEXT_KEY} must name a file with valid JSON, got: ${shownValue(path)}`);
  }
}
