import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter } from 'aws-cdk-lib';
import { zipSync } from 'fflate';
import { needsLookup } from './function-network.ts';
import { settingsOf } from './settings-context.ts';
import { SettingsError } from './settings-error.ts';
import { refuseLargeTemplates } from './template-size.ts';
import { CodeParameter, TemplateSynthesizer } from './template-synthesizer.ts';
import type { CodeArchive } from './template-synthesizer.ts';
import { TokenRotatorStack } from './token-rotator-stack.ts';

/** Inline templates of CloudFormation have at most this many bytes; larger ones are read from S3. */
const INLINE_BYTES = 51_200;

/** The written template and its zips. */
export interface WrittenTemplate {
  /** Name that the stack must have, so that a later `cdk deploy` updates the same stack. */
  readonly stackName: string;
  readonly isInline: boolean;
  /** Names of the zips beside `template.json`. */
  readonly archives: readonly string[];
}

/**
 * Writes `template.json` and the zips that it needs into a folder. The functions must be bundled.
 *
 * @param context of the app, with the settings
 * @throws SettingsError for invalid settings, or settings that must be looked up in the account
 */
export function writeTemplate(folder: string, context: Readonly<Record<string, unknown>>): WrittenTemplate {
  const outdir = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    const app = new App({ outdir, context, analyticsReporting: false });
    const settings = settingsOf(app.node);
    if (needsLookup(settings.network)) {
      throw new SettingsError(
        'the CDK would have to look up the network in your account: use the ids of the VPC, its subnets and security ' +
          'groups in network',
      );
    }
    const archives: CodeArchive[] = [];
    const stackName = `${settings.prefix}-token-rotator`;
    const synthesizer = new TemplateSynthesizer(archives);
    const stack = new TokenRotatorStack(app, stackName, settings, { synthesizer });
    new CfnParameter(stack, CodeParameter.bucket, { description: 'S3 bucket with the zips, in this Region' });
    new CfnParameter(stack, CodeParameter.prefix, {
      description: 'Path of the zips in the bucket, e.g. alation/',
      default: '',
    });
    const assembly = app.synth();
    refuseLargeTemplates(assembly);

    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const template = assembly.getStackByName(stackName).templateFullPath;
    copyFileSync(template, join(folder, 'template.json'));
    for (const { name, folder: content } of archives) {
      writeFileSync(join(folder, name), zipOf(join(outdir, content)));
    }
    return {
      stackName,
      isInline: readFileSync(template).length <= INLINE_BYTES,
      archives: archives.map(({ name }) => name),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** A zip of the files in a folder. The time of all files is fixed, so that the same files give the same zip. */
function zipOf(folder: string): Uint8Array {
  const files = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
  return zipSync(Object.fromEntries(files), { level: 9, mtime: new Date(1980, 0, 1) });
}
