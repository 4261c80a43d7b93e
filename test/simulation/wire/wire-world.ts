import type { AlationInProcess } from '../../../local/alation/server.ts';
import type { AwsAccount } from '../../../local/aws/local-aws.ts';
import type { World } from '../world/world.ts';
import type { WireAlation } from './operated-alation.ts';

/** A world whose Secrets Manager, SNS, EventBridge and Alation answer HTTP requests. */
export interface WireWorld extends World {
  readonly alation: WireAlation;
  readonly account: AwsAccount;
  readonly alationServer: AlationInProcess;
  /** The host that the current request names; Alation writes it into its JWTs. */
  readonly origin: { current: string };
  readonly alertTopicArn: string;
}
