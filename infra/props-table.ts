import { readdirSync, readFileSync } from 'node:fs';
import { projectPath } from './project-path.ts';

/** One setting as the documentation shows it. */
export interface DocumentedSetting {
  /** Its path in the settings, e.g. `alertSubscriptions[].protocol` or `integrations.<name>.owner`. */
  readonly name: string;
  /** Its explanation as one line of Markdown. */
  readonly meaning: string;
  /** Its default as Markdown; undefined for a required setting. */
  readonly defaultValue: string | undefined;
}

interface Member {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

const INTERFACE = /^export interface (\w+) \{\n([\s\S]*?)^\}/gm;
const MEMBER = /\/\*\*([\s\S]*?)\*\/\s*readonly (\w+)\??: ([^;]+);/g;

/**
 * Every setting with its documentation, from the comments in `infra/*-props.ts`, so that no text is written twice.
 * `npm run check` keeps the format of these files. A test finds a setting without a comment.
 */
export function documentedSettings(): readonly DocumentedSetting[] {
  const interfaces = new Map<string, readonly Member[]>();
  for (const file of readdirSync(projectPath('infra')).filter((name) => name.endsWith('-props.ts'))) {
    const source = readFileSync(projectPath(`infra/${file}`), 'utf8');
    for (const [, name = '', body = ''] of source.matchAll(INTERFACE)) {
      interfaces.set(
        name,
        [...body.matchAll(MEMBER)].map(([, comment = '', member = '', type = '']) => ({
          name: member,
          type,
          comment,
        })),
      );
    }
  }
  const settingsOf = (interfaceName: string, before: string): readonly DocumentedSetting[] =>
    (interfaces.get(interfaceName) ?? []).flatMap((member) => {
      const name = before + member.name;
      const [, inner = ''] = /(\w+Props)\b/.exec(member.type) ?? [];
      return [documentedSetting(name, member.comment), ...settingsOf(inner, name + pathSuffix(member.type))];
    });
  return settingsOf('TokenRotatorProps', '');
}

function pathSuffix(type: string): string {
  if (type.includes('Record<')) return '.<name>.';
  return type.includes('[]') ? '[].' : '.';
}

function documentedSetting(name: string, comment: string): DocumentedSetting {
  const [text = '', defaultTag] = comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*\s?/, '').trim())
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .split('@default');
  return {
    name,
    meaning: text.trim(),
    defaultValue: defaultTag === undefined ? undefined : defaultText(defaultTag.trim()),
  };
}

/** `- text` is a description, anything else is a value. */
function defaultText(tag: string): string {
  return tag.startsWith('- ') ? tag.slice(2) : `\`${tag}\``;
}

/** The sections of the settings page, each with its top-level settings. */
const sections: Readonly<Record<string, readonly string[]>> = {
  Integrations: ['integrations', 'prefix', 'allowedHosts'],
  Alerts: [
    'alertEmails',
    'alertSubscriptions',
    'chatChannels',
    'warningDays',
    'summary',
    'accountAlias',
    'warningTime',
    'warningTimeZone',
    'clientSecretMaxAgeDays',
    'renewRefreshTokens',
    'nearExpiryFraction',
    'runbookUrl',
  ],
  Rotation: [
    'rotationIntervalMinutes',
    'renewalFraction',
    'probeIntervalMinutes',
    'oauthVerification',
    'refreshTokenLifetimeDays',
    'shards',
    'writesPerSecond',
  ],
  Access: ['operators', 'requesters', 'kmsKeyArn'],
  Network: ['network', 'httpsProxy', 'noProxy', 'caBundle'],
  Resources: [
    'preset',
    'terminationProtection',
    'logRetentionDays',
    'retainLogs',
    'dashboard',
    'rotatorReservedConcurrency',
    'tags',
  ],
};

/** The settings as sections in Markdown, each with a table. */
export function settingsSections(): string {
  const settings = documentedSettings();
  const table = (topLevel: string) =>
    settings.filter(({ name }) => new RegExp(`^${topLevel}\\b`).test(name)).map(row);
  return Object.entries(sections)
    .map(([heading, names]) =>
      [`## ${heading}`, '', '| Setting | Default | Meaning |', '|---|---|---|', ...names.flatMap(table)].join(
        '\n',
      ),
    )
    .join('\n\n');
}

function row({ name, meaning, defaultValue }: DocumentedSetting): string {
  return `| \`${name}\` | ${escaped(defaultValue ?? '*required*')} | ${escaped(meaning)} |`;
}

function escaped(cell: string): string {
  return cell.replaceAll('|', String.raw`\|`);
}
