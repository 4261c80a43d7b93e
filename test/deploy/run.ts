/**
 * `npm run test:deploy` checks the templates with cfn-lint, runs `cdk bootstrap` and `cdk deploy` against moto, and then
 * runs the deployed code. Arguments go to vitest.
 */
import { join } from 'node:path';
import { makePythonEnvironment, pythonProgram } from '../moto/python-environment.ts';
import { runAgainstMoto } from '../moto/run-against-moto.ts';

makePythonEnvironment();
const patchedMoto = [pythonProgram('python'), join(import.meta.dirname, 'patched_moto.py')];
await runAgainstMoto(import.meta.dirname, {}, patchedMoto);
