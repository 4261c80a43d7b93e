/**
 * Replaces `@aws-sdk/signature-v4-multi-region` in the Lambda bundles; esbuild's `alias` points that package here.
 *
 * The SDK needs that package for global endpoints of EventBridge (SigV4A), which this project does not use. Regional
 * endpoints are signed with Signature Version 4.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-global-endpoints.html
 */
export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4';
