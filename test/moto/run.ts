/**
 * `npm run test:moto` runs the contract tests against moto, and boto3 and the AWS CLI against local/aws. Arguments go to
 * vitest.
 */
import { makePythonEnvironment } from './python-environment.ts';
import { runAgainstMoto } from './run-against-moto.ts';

makePythonEnvironment();
await runAgainstMoto(import.meta.dirname, { CONTRACT_PEER: 'moto', NO_PROXY: '127.0.0.1' });
