import { Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/** Key of the tag that every resource has. Its value is the prefix. */
const DEFAULT_TAG = 'alation-token-rotator';

/**
 * Tags every resource, because many companies require a tag. Secrets have their own tags already: a default tag would
 * only use one of the 50 tags of a secret.
 */
export function addTags(scope: Construct, { prefix, tags }: Settings): void {
  Tags.of(scope).add(DEFAULT_TAG, prefix, { excludeResourceTypes: ['AWS::SecretsManager::Secret'] });
  for (const [name, value] of Object.entries(tags)) Tags.of(scope).add(name, value);
}
