import { AwsError } from '../aws-error.ts';

/** No such event bus. */
export const busNotFound = (name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);

/** There is such an event bus. */
export const busExists = (name: string): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);

/** A constraint that a request breaks. */
export const validationError = (message: string): AwsError => new AwsError('ValidationException', message);
