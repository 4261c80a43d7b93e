import { AwsError } from '../aws-error.ts';

/** `InvalidParameterException` in the SDKs. */
export const invalidParameter = (reason: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);

/** `InvalidParameterValueException` in the SDKs: a message attribute is wrong. */
export const invalidParameterValue = (message: string): AwsError =>
  new AwsError('ParameterValueInvalid', message);

/** `NotFoundException` in the SDKs. */
export const topicNotFound = (): AwsError => new AwsError('NotFound', 'Topic does not exist', 404);

/** `NotFoundException` in the SDKs. */
export const subscriptionNotFound = (): AwsError =>
  new AwsError('NotFound', 'Subscription does not exist', 404);
