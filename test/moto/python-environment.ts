import { pythonEnvironment } from '../support/python-environment.ts';

/** The Python environment of moto, boto3, the AWS CLI and cfn-lint. */
export const { program: pythonProgram, make: makePythonEnvironment } = pythonEnvironment(
  '.venv',
  import.meta.dirname,
);
