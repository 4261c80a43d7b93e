import { AwsError } from '../aws-error.ts';

/** The event bus does not exist. */
export const busNotFound = (name: string): AwsError =>
  new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);

/** The event bus exists already. */
export const busExists = (name: string): AwsError =>
  new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);

/** A request breaks a constraint. */
export const validationError = (message: string): AwsError => new AwsError('ValidationException', message);
