import { Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/** Key of the tag that every resource except secrets has. Its value is the prefix. */
const DEFAULT_TAG = 'alation-token-rotator';

/**
 * Tags every resource, because many companies require a tag. Secrets get only the tags of the settings: they have tags of
 * the rotator already, and the default tag would use one of their 50 tags.
 */
export function addTags(scope: Construct, { prefix, tags }: Settings): void {
  Tags.of(scope).add(DEFAULT_TAG, prefix, { excludeResourceTypes: ['AWS::SecretsManager::Secret'] });
  for (const [name, value] of Object.entries(tags)) Tags.of(scope).add(name, value);
}
