/**
 * `npm run test:deploy`: runs cfn-lint on the templates, `cdk bootstrap` and `cdk deploy` against moto, and then the
 * deployed code. Passes its arguments to vitest.
 */
import { join } from 'node:path';
import { makePythonEnvironment, pythonProgram } from '../moto/python-environment.ts';
import { runAgainstMoto } from '../moto/run-against-moto.ts';

makePythonEnvironment();
const patchedMoto = [pythonProgram('python'), join(import.meta.dirname, 'patched_moto.py')];
await runAgainstMoto(import.meta.dirname, {}, patchedMoto);
