import { Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings-schema.ts';

/** Key of the tag that every resource has. Its value is the prefix. */
const DEFAULT_TAG = 'alation-token-rotator';

/**
 * Tags every resource, because companies require a tag. Secrets have their own tags already: a default tag would take a
 * place among their 50 tags.
 */
export function addTags(scope: Construct, { prefix, tags }: Settings): void {
  Tags.of(scope).add(DEFAULT_TAG, prefix, { excludeResourceTypes: ['AWS::SecretsManager::Secret'] });
  for (const [name, value] of Object.entries(tags)) Tags.of(scope).add(name, value);
}
