import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { PassThrough, Readable, type Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { run } from '../../cli/run.ts';
import { startLocalAlation, type LocalAlation } from '../../local/alation/server.ts';
import { startLocalAws, type LocalAws } from '../../local/aws/server.ts';
import type { Clock } from '../../local/clock.ts';
import { addStack, storedLog } from '../../local/installation/deployment.ts';
import { install, type Installation } from '../../local/installation/installation.ts';
import { silentLog } from '../../local/installation/silent.ts';
import { changedTags, parseIntegrationState } from '../../functions/integration/integration-tags.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/time.ts';
import { compiledModules } from '../support/compiled-modules.ts';
import { fastClock } from './fast-clock.ts';

/** The project's folder. */
export const ROOT = join(import.meta.dirname, '../..');
/** The command itself. */
export const MAIN = join(ROOT, 'cli/main.ts');
/** The Alation user id of every refresh token that a world creates. */
export const USER_ID = 102;

/** Result of a command. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** AWS, Alation and the deployed rotator on this machine, and an operator who runs commands. */
export interface World {
  readonly aws: LocalAws;
  readonly alation: LocalAlation;
  readonly installation: Installation;
  /** Environment of the operator's shell. It holds no Alation secret. */
  readonly environment: Readonly<Record<string, string>>;
  /** A folder of the operator. */
  readonly folder: string;
  /** Runs the command in this process with this standard input. With `columns` its output is a terminal. */
  cli(args: readonly string[], stdin?: string, columns?: number): Promise<CommandResult>;
  /**
   * Runs the command in this process with `environment` and these changes as the only environment variables. An empty
   * variable is not set.
   */
  cliWith(changes: Readonly<Record<string, string>>, args: readonly string[]): Promise<CommandResult>;
  /** Runs the command in its own process. */
  cliProcess(args: readonly string[], stdin?: string): Promise<CommandResult>;
  /** Runs the command with `--json` and parses its output. */
  json(
    args: readonly string[],
    stdin?: string,
  ): Promise<{ readonly code: number | null; readonly body: unknown }>;
  /** Creates a refresh token, as a user does in Alation. */
  refreshToken(name: string): string;
  /**
   * Onboards an integration with this number of credentials, named `<integration>-a` and so on. Its access token is 20
   * minutes old, so a requested rotation replaces it.
   *
   * @param lastDays lifetime of the last credential, in days
   */
  onboard(integration: string, credentials?: 1 | 2, lastDays?: number): Promise<void>;
  /** Revokes in Alation the refresh token that minted the published access token. */
  revokeIssuingCredential(integration: string): Promise<void>;
  /** Subscribes a queue to the alert topic. A queue needs no confirmation. */
  subscribeQueue(): Promise<void>;
  /** The access token that a consumer reads. */
  published(integration: string): Promise<{ readonly accessToken: string; readonly credential: string }>;
  /** The stored credentials document. */
  credentials(integration: string): Promise<Record<string, unknown>>;
  /** Writes a file that only the operator may read, and returns its path. */
  file(name: string, content: string): string;
  close(): Promise<void>;
}

/**
 * Starts a world.
 *
 * @param integrations names of the deployed integrations, which have no credentials
 */
export async function startWorld(
  integrations: readonly string[],
  options: {
    readonly supersession?: 'revokes' | 'coexists';
    /** Clock of AWS and Alation. The commands use the clock of this machine. */
    readonly clock?: Clock;
  } = {},
): Promise<World> {
  const clock = options.clock ?? fastClock;
  const alation = await startLocalAlation({ clock, supersession: options.supersession ?? 'revokes' });
  const aws = await startLocalAws({ clock });
  const installation = await install({
    aws,
    alationUrl: alation.url,
    clock,
    random: Math.random,
    integrations: integrations.map((integration) => ({ integration, owner: 'bi-team' })),
    log: (functionName) => storedLog(aws, clock, functionName, silentLog),
  });
  addStack(aws, installation);
  let delivered: Promise<void> = Promise.resolve();
  aws.events.onEvent(() => {
    delivered = delivered.then(() => installation.deliverEvents());
  });

  const folder = mkdtempSync(join(tmpdir(), 'alation-tokens-'));
  const awsEnvironment = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    LANG: 'C.UTF-8',
    ...compiledModules,
    ...awsEnvironment,
  };
  const cli: World['cli'] = (args, stdin, columns) => {
    // The SDK reads these variables when a client is created. The test files of a process run one after the other.
    Object.assign(process.env, awsEnvironment);
    return runHere(args, stdin, columns);
  };
  const cliWith: World['cliWith'] = async (changes, args) => {
    const before = { ...process.env };
    const inside = { ...environment, ...changes };
    for (const name of Object.keys(before)) delete process.env[name];
    for (const [name, value] of Object.entries(inside)) if (value !== '') process.env[name] = value;
    try {
      return await runHere(args);
    } finally {
      for (const name of Object.keys(process.env)) delete process.env[name];
      Object.assign(process.env, before);
    }
  };
  const readSecret = async (name: string): Promise<unknown> => {
    const { SecretString } = await installation.secretsManager.send(
      new GetSecretValueCommand({ SecretId: name }),
    );
    return JSON.parse(SecretString ?? '');
  };
  const createRefreshToken = (name: string, days: number): string => {
    const { refreshTokenLifetimeMs } = alation.behaviour;
    if (days !== 60) alation.behaviour.refreshTokenLifetimeMs = days * DAY_MS;
    const { refreshToken } = alation.createRefreshTokenInUi({ userId: USER_ID, name });
    alation.behaviour.refreshTokenLifetimeMs = refreshTokenLifetimeMs;
    return refreshToken;
  };
  const published: World['published'] = async (integration) => {
    const read = accessTokenShape.parse(await readSecret(`alation/${integration}/access-token`));
    return { accessToken: read.access_token, credential: read.credential };
  };

  return {
    aws,
    alation,
    installation,
    environment,
    folder,
    cli,
    cliWith,
    cliProcess: (args, stdin = '') =>
      runProcess(process.execPath, [MAIN, ...args], { environment, folder, stdin }),
    json: async (args, stdin) => {
      const { code, stdout } = await cli([...args, '--json'], stdin);
      return { code, body: JSON.parse(stdout) as unknown };
    },
    refreshToken: (name) => alation.createRefreshTokenInUi({ userId: USER_ID, name }).refreshToken,
    subscribeQueue: async () => {
      const { region, accountId, url: endpoint } = aws;
      const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
      const sns = new SNSClient({ region, endpoint, credentials });
      await sns.send(
        new SubscribeCommand({
          TopicArn: installation.alertTopicArn,
          Protocol: 'sqs',
          Endpoint: `arn:aws:sqs:${region}:${accountId}:alerts`,
        }),
      );
      sns.destroy();
    },
    onboard: async (integration, credentials = 1, lastDays = 60) => {
      const list = ['a', 'b'].slice(0, credentials).map((letter, index) => ({
        name: `${integration}-${letter}`,
        refresh_token: createRefreshToken(letter, index === credentials - 1 ? lastDays : 60),
        user_id: USER_ID,
      }));
      await installation.secretsManager.send(
        new PutSecretValueCommand({
          SecretId: `alation/${integration}/credentials`,
          SecretString: JSON.stringify({ base_url: alation.url, credentials: list }),
        }),
      );
      await installation.rotate({ integration });
      await delivered;
      makeOlder(aws, integration);
    },
    published,
    revokeIssuingCredential: async (integration) => {
      const minter = alation.mintedBy((await published(integration)).accessToken);
      if (minter === undefined || !('refreshTokenId' in minter)) {
        throw new Error(`the access token of ${integration} was not minted from a refresh token`);
      }
      alation.revokeRefreshToken(minter.refreshTokenId);
    },
    credentials: async (integration) =>
      documentShape.parse(await readSecret(`alation/${integration}/credentials`)),
    file: (name, content) => {
      const path = join(folder, name);
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    },
    close: async () => {
      await delivered;
      installation.close();
      await Promise.all([alation.close(), aws.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Makes the published access token 20 minutes old, in its document and in the tags.
 * A request does not replace a young access token.
 */
function makeOlder(aws: LocalAws, integration: string): void {
  const accessToken = aws.secrets.require(`alation/${integration}/access-token`);
  const credentials = aws.secrets.require(`alation/${integration}/credentials`);
  const state = parseIntegrationState(Object.fromEntries(credentials.tags));
  if (state.accessToken === undefined) return;
  const issuedAt = state.accessToken.issuedAt - 20 * MINUTE_MS;
  const aged = changedTags({ ...state, accessToken: { ...state.accessToken, issuedAt } }, {});
  aws.secrets.put({ ...credentials, tags: new Map([...credentials.tags, ...Object.entries(aged)]) });
  const versions = [...accessToken.versions].map(([id, version]) => {
    const json = version.data.kind === 'string' ? version.data.text : '';
    const document = {
      ...documentShape.parse(JSON.parse(json)),
      issued_at: new Date(issuedAt).toISOString(),
    };
    return [id, { ...version, data: { kind: 'string', text: JSON.stringify(document) } }] as const;
  });
  aws.secrets.put({ ...accessToken, versions: new Map(versions) });
}

/** Runs the command in this process. With `columns` standard output and standard error are terminals. */
async function runHere(args: readonly string[], stdin = '', columns?: number): Promise<CommandResult> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  if (columns !== undefined) {
    for (const stream of [stdout, stderr]) Object.assign(stream, terminalMembers(stream, columns));
  }
  const printed = Promise.all([text(stdout), text(stderr)]);
  const code = await run(args, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await printed;
  return { code, stdout: out, stderr: err };
}

/** The additional members of the stream of a terminal. The spinner of a slow command uses them to move the cursor. */
function terminalMembers(stream: Writable, columns: number): object {
  return {
    isTTY: true,
    columns,
    cursorTo: (column: number) => cursorTo(stream, column),
    moveCursor: (x: number, y: number) => moveCursor(stream, x, y),
    clearLine: (direction: -1 | 0 | 1) => clearLine(stream, direction),
  };
}

const accessTokenShape = z.looseObject({ access_token: z.string(), credential: z.string() });
const documentShape = z.record(z.string(), z.unknown());

/** Runs a program to its end. */
export async function runProcess(
  command: string,
  args: readonly string[],
  options: {
    readonly environment: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly stdin?: string;
  },
): Promise<CommandResult> {
  const child = spawn(command, args, {
    cwd: options.folder,
    env: { ...compiledModules, ...options.environment },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
