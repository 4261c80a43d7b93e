/**
 * `npm run test:deploy`: cfn-lint on our templates, `cdk bootstrap` and `cdk deploy` against moto, and then the deployed
 * code at work. Arguments go to vitest.
 */
import { join } from 'node:path';
import { makePythonEnvironment, pythonProgram } from '../moto/python-environment.ts';
import { runAgainstMoto } from '../moto/run-against-moto.ts';

makePythonEnvironment();
const mendedMoto = [pythonProgram('python'), join(import.meta.dirname, 'mended_moto.py')];
await runAgainstMoto(import.meta.dirname, {}, mendedMoto);
