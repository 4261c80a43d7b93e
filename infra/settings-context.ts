import { readFileSync } from 'node:fs';
import type { Node } from 'constructs';
import * as z from 'zod/mini';
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
 * @throws SettingsError if the file is missing or is not JSON, if there is no integration yet, and the errors of
 *   `parseSettings`
 */
export function settingsOf(node: Node): Settings {
  const context: unknown = node.tryGetContext(CONTEXT_KEY);
  const settings = typeof context === 'string' ? readJson(context) : context;
  if (isUnfilled(settings)) {
    throw new SettingsError(
      [
        `nothing is deployed, because the settings of ${CONTEXT_KEY} name no integration. Fill in ${typeof context === 'string' ? shownValue(context) : `cdk.json, under ${CONTEXT_KEY}`}:`,
        '- integrations: a name for each consumer of Alation, e.g. {"tableau-lineage": {"owner": "bi-team"}}',
        '- allowedHosts: the host of your Alation, e.g. ["acme.alationcloud.com"]',
        '- operators: the IAM roles that may read credentials, e.g. ["arn:aws:iam::111122223333:role/operator"]',
        '- alertEmails: the addresses that receive alerts',
        ...(typeof context === 'string'
          ? []
          : ['Or let a command ask for them and write them: npx alation-tokens init']),
      ].join('\n'),
    );
  }
  return parseSettings(settings);
}

const unfilled = z.nullish(z.looseObject({ integrations: z.optional(z.strictObject({})) }));

/** Whether no operator has filled in the settings: `cdk.json` comes without an integration. */
function isUnfilled(settings: unknown): boolean {
  return unfilled.safeParse(settings).success;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new SettingsError(
      `${CONTEXT_KEY} must be an object of settings or the path of a JSON file, got: ${shownValue(path)}, which cannot be read`,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingsError(`${CONTEXT_KEY} must name a file with valid JSON, got: ${shownValue(path)}`);
  }
}
