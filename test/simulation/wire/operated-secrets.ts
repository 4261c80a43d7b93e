import { SecretRole, Tag } from '../../../functions/contract.ts';
import type { SecretValue } from '../../../functions/integration/ports.ts';
import { DAY_MS } from '../../../functions/time.ts';
import { seededIds } from '../../../local/aws/ids.ts';
import type { AwsAccount } from '../../../local/aws/local-aws.ts';
import { AWSCURRENT } from '../../../local/aws/secrets/secret.ts';
import type { Secret, SecretData } from '../../../local/aws/secrets/secret.ts';
import { addVersion, moveLabel } from '../../../local/aws/secrets/versions.ts';
import type { Clock } from '../../../local/clock.ts';
import { accessTokenSecret, credentialsSecret } from '../../../local/installation/names.ts';
import { OPERATORS_TAGS } from '../../support/in-memory-store.ts';
import type { OperatedStore } from '../../support/in-memory-store.ts';

/** The actions of operators and consumers on the secrets of an account, without HTTP. */
export function operatedSecrets(
  { secrets, region, accountId }: AwsAccount,
  clock: Pick<Clock, 'now'>,
): OperatedStore {
  const ids = seededIds('operators');
  const credentialsOf = (integration: string) => secrets.require(credentialsSecret(integration));
  const accessTokenOf = (integration: string) => secrets.require(accessTokenSecret(integration));

  const create = (name: string, tags: Readonly<Record<string, string>>) =>
    secrets.put({
      sequence: secrets.nextSequence(),
      arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${ids.suffix(name)}`,
      name,
      description: undefined,
      kmsKeyId: undefined,
      tags: new Map(Object.entries(tags)),
      versions: new Map(),
      labels: new Map(),
      resourcePolicy: undefined,
      createdAt: clock.now(),
      lastChangedAt: clock.now(),
      lastAccessedAt: undefined,
      deletion: undefined,
    });
  const put = (secret: Secret, text: string | undefined): string => {
    const versionId = ids.uuid('version');
    const data: SecretData = text === undefined ? { kind: 'binary', base64: '' } : { kind: 'string', text };
    const version = { versionId, data, kmsKeyId: undefined, createdAt: clock.now() };
    secrets.put(addVersion(secret, version, [AWSCURRENT]));
    return versionId;
  };
  const setTags = (integration: string, tags: ReadonlyMap<string, string>) =>
    secrets.put({ ...credentialsOf(integration), tags });

  return {
    addIntegration(integration, owner) {
      const common = {
        [Tag.integration]: integration,
        ...(owner === undefined ? {} : { [Tag.owner]: owner }),
      };
      create(credentialsSecret(integration), { ...common, [Tag.role]: SecretRole.credentials });
      create(accessTokenSecret(integration), { ...common, [Tag.role]: SecretRole.accessToken });
    },
    putCredentials: (integration, value) =>
      put(credentialsOf(integration), typeof value === 'object' ? JSON.stringify(value) : value),
    putForeignAccessToken: (integration, text) => put(accessTokenOf(integration), text),
    rollBackAccessToken(integration, versionId) {
      const secret = accessTokenOf(integration);
      if (!secret.versions.has(versionId)) throw new RangeError(`no version ${versionId}`);
      secrets.put({ ...secret, labels: moveLabel(secret.labels, AWSCURRENT, versionId) });
    },
    currentCredentials: (integration) => currentValue(credentialsOf(integration)),
    currentAccessToken: (integration) => currentValue(accessTokenOf(integration)),
    accessTokenVersions: (integration) => [...accessTokenOf(integration).versions.keys()],
    versionsOfLastDay: (integration) =>
      [...accessTokenOf(integration).versions.values()].filter(
        ({ createdAt }) => createdAt > clock.now() - DAY_MS,
      ).length,
    tagsOf: (integration) => Object.fromEntries(credentialsOf(integration).tags),
    setTag: (integration, key, value) =>
      setTags(integration, new Map([...credentialsOf(integration).tags, [key, value]])),
    loseTags: (integration) =>
      setTags(
        integration,
        new Map([...credentialsOf(integration).tags].filter(([key]) => OPERATORS_TAGS.has(key))),
      ),
  };
}

function currentValue({ versions, labels }: Secret): SecretValue | undefined {
  const version = versions.get(labels.get(AWSCURRENT) ?? '');
  if (version === undefined) return undefined;
  const { versionId, data, createdAt } = version;
  return { versionId, text: data.kind === 'string' ? data.text : undefined, createdAt };
}
