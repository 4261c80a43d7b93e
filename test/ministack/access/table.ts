import { DetailType } from '../../../functions/contract.ts';
import type { DeployedRotator } from '../deployed-rotator.ts';
import {
  changes,
  changeTopic,
  createSecret,
  deleteRule,
  describe,
  invoke,
  listRoles,
  listSecrets,
  listVersions,
  publish,
  putEvent,
  readBatch,
  readTopic,
  readValue,
  receiveMessage,
  sendMessage,
  storeValue,
  subscribe,
  tag,
  untag,
  useKeyDirectly,
  type Call,
} from './calls.ts';

/** The principals that make the calls. The settings of the integration `tableau` name the readers. */
export type Principal =
  | 'rotator'
  | 'warner'
  | "rotator's schedule"
  | "warner's schedule"
  | 'reader with all permissions on secrets and keys'
  | 'reader without its own permissions'
  | 'role without permissions'
  | 'administrator'
  | 'operator';

/** The calls that a principal is allowed to make and is not allowed to make. */
export interface Access {
  readonly allowed: readonly Call[];
  readonly denied: readonly Call[];
}

/**
 * The allowed and denied calls of each principal of a rotator that has the integrations `tableau` and `loader`.
 *
 * @param mine the rotator
 * @param foreign prefix of another rotator of the account, with the integration `tableau`
 * @param hasOperators whether the settings name operators
 */
export function accessTable(
  mine: DeployedRotator,
  foreign: string,
  hasOperators: boolean,
): Readonly<Record<Principal, Access>> {
  const tableau = secretsOf(mine.prefix, 'tableau');
  const loader = secretsOf(mine.prefix, 'loader');
  const other = secretsOf(foreign, 'tableau');
  const bus = `${mine.prefix}-token-rotator`;
  const otherBus = `${foreign}-token-rotator`;
  const unlessOperators = (...calls: readonly Call[]) => (hasOperators ? [] : calls);
  const ifOperators = (...calls: readonly Call[]) => (hasOperators ? calls : []);
  return {
    rotator: {
      allowed: [
        listSecrets,
        ...[tableau, loader].flatMap(({ credentials, accessToken }) => [
          readValue(credentials),
          readValue(accessToken),
        ]),
        readBatch(tableau.credentials, tableau.accessToken),
        storeValue(loader.accessToken),
        listVersions(loader.accessToken),
        describe(tableau.credentials),
        tag(loader.credentials, 'token-rotator:status', 'token-rotator:credential-1'),
        putEvent(bus),
        sendMessage(mine.deadLetterQueueUrl),
      ],
      denied: [
        ...[
          other.credentials,
          other.accessToken,
          UNRELATED,
          deeperSecret(mine.prefix, 'credentials'),
          deeperSecret(mine.prefix, 'access-token'),
        ].flatMap((name) => [readValue(name), readBatch(name), storeValue(name)]),
        storeValue(tableau.credentials),
        storeValue(loader.credentials),
        listVersions(tableau.credentials),
        listVersions(other.accessToken),
        describe(other.credentials),
        tag(loader.credentials, 'token-rotator:paused'),
        tag(loader.credentials, 'token-rotator:renewal-request'),
        tag(loader.credentials, 'token-rotator:role'),
        tag(loader.credentials, 'team'),
        tag(loader.credentials, 'token-rotator:status', 'team'),
        tag(loader.credentials, 'token-rotator:said'),
        tag(loader.accessToken, 'token-rotator:status'),
        tag(other.credentials, 'token-rotator:status'),
        untag(loader.credentials, 'token-rotator:status'),
        ...changes(tableau.credentials),
        ...changes(tableau.accessToken),
        createSecret(`${mine.prefix}/new/credentials`),
        putEvent('default'),
        putEvent(otherBus),
        deleteRule(bus),
        publish(mine.topicArn),
        invoke(mine.functions.warner),
        receiveMessage(mine.deadLetterQueueUrl),
        ...useKeyDirectly(mine.secretsKeyArn),
        listRoles,
      ],
    },
    warner: {
      allowed: [
        listSecrets,
        describe(tableau.credentials),
        describe(tableau.accessToken),
        tag(loader.credentials, 'token-rotator:warned-1'),
        readTopic(mine.topicArn),
        publish(mine.topicArn),
        putEvent(bus),
        sendMessage(mine.deadLetterQueueUrl),
      ],
      denied: [
        ...[tableau, loader, other].flatMap(({ credentials, accessToken }) => [
          readValue(credentials),
          readValue(accessToken),
          storeValue(credentials),
          storeValue(accessToken),
        ]),
        readValue(UNRELATED),
        readBatch(tableau.credentials, tableau.accessToken),
        describe(other.credentials),
        tag(loader.credentials, 'token-rotator:paused'),
        tag(loader.credentials, 'token-rotator:status'),
        tag(loader.credentials, 'token-rotator:base-url'),
        tag(deeperSecret(mine.prefix, 'credentials'), 'token-rotator:warned-1'),
        tag(other.credentials, 'token-rotator:warned-1'),
        untag(loader.credentials, 'token-rotator:warned-1'),
        listVersions(tableau.accessToken),
        ...changes(tableau.credentials),
        subscribe(mine.topicArn),
        changeTopic(mine.topicArn),
        putEvent(otherBus),
        invoke(mine.functions.rotator),
        ...useKeyDirectly(mine.secretsKeyArn),
      ],
    },
    "rotator's schedule": {
      allowed: [invoke(mine.functions.rotator), sendMessage(mine.deadLetterQueueUrl)],
      denied: [invoke(mine.functions.warner), readValue(tableau.credentials), listSecrets],
    },
    "warner's schedule": {
      allowed: [invoke(mine.functions.warner), sendMessage(mine.deadLetterQueueUrl)],
      denied: [invoke(mine.functions.rotator), readValue(tableau.credentials), listSecrets],
    },
    'reader with all permissions on secrets and keys': {
      allowed: [readValue(tableau.accessToken), readValue(loader.accessToken)],
      denied: [
        readValue(tableau.credentials),
        readValue(loader.credentials),
        readBatch(tableau.credentials, tableau.accessToken),
      ],
    },
    'reader without its own permissions': {
      allowed: [readValue(tableau.accessToken), describe(tableau.accessToken)],
      denied: [
        readValue(tableau.credentials),
        readValue(loader.accessToken),
        readValue(loader.credentials),
        describe(loader.accessToken),
        storeValue(tableau.accessToken),
        listSecrets,
      ],
    },
    'role without permissions': {
      allowed: [],
      denied: [readValue(tableau.accessToken), readValue(tableau.credentials), listSecrets, putEvent(bus)],
    },
    administrator: {
      allowed: [
        readValue(tableau.accessToken),
        ...unlessOperators(readValue(tableau.credentials), ...forgedTags(loader.credentials)),
        // A deployment sets these tags, so no policy denies them.
        tag(loader.credentials, 'token-rotator:owner', 'team'),
        untag(loader.credentials, 'team'),
        putEvent(bus),
        ...unlessOperators(putEvent(bus, DetailType.rotationRequested)),
      ],
      denied: ifOperators(
        putEvent(bus, DetailType.rotationRequested),
        readValue(tableau.credentials),
        readValue(loader.credentials),
        ...forgedTags(loader.credentials),
      ),
    },
    operator: {
      allowed: [
        readValue(tableau.credentials),
        readValue(loader.credentials),
        ...forgedTags(loader.credentials),
        putEvent(bus, DetailType.rotationRequested),
      ],
      denied: [],
    },
  };
}

/** Name of a secret that belongs to no rotator. */
export const UNRELATED = 'unrelated/secret';

/** The name of a secret of another program, with more segments than the secrets of a rotator have. */
export function deeperSecret(prefix: string, role: string): string {
  return `${prefix}/prod/db/${role}`;
}

/** Changes of the tags that hold the state of an integration, and of the tags that pause it or request a renewal. */
function forgedTags(credentials: string): readonly Call[] {
  return [
    ...['status', 'base-url', 'said', 'credential-1', 'paused', 'renewal-request'].map((name) =>
      tag(credentials, `token-rotator:${name}`),
    ),
    untag(credentials, 'token-rotator:warned-1'),
    untag(credentials, 'token-rotator:paused'),
  ];
}

function secretsOf(prefix: string, integration: string) {
  return {
    credentials: `${prefix}/${integration}/credentials`,
    accessToken: `${prefix}/${integration}/access-token`,
  };
}
