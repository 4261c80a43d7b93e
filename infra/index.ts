/** What the package exports: the construct, its props and its errors. */
export type { AlertSubscriptionProps, ChatChannelProps } from './alert-props.ts';
export type { IntegrationProps, ReplicaProps } from './integration-props.ts';
export type { IntegrationSecrets } from './integration-secrets.ts';
export type { NetworkProps } from './network-props.ts';
export { SettingsError } from './settings-error.ts';
export type { TokenRotatorProps } from './token-rotator-props.ts';
export { TokenRotator } from './token-rotator.ts';
