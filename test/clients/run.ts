/**
 * `npm run test:clients`: tests the client in Python and the recipes with pytest, mypy and a build. Passes its arguments to
 * pytest. The recipe for Airflow needs a large environment: it is skipped unless Airflow is installed or `REQUIRE_TOOLS`
 * is `true`.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import '../support/time-zone.ts';
import { areToolsRequired } from '../support/tools.ts';
import { pythonEnvironment } from '../support/python-environment.ts';

const ROOT = join(import.meta.dirname, '../..');
const environment = pythonEnvironment('.venv-clients', import.meta.dirname);
environment.make();
const airflow = pythonEnvironment('.venv-airflow', join(import.meta.dirname, 'airflow'));
if (areToolsRequired) airflow.make();

const tests = join(import.meta.dirname, 'python');
const pytest = spawnSync(
  environment.program('pytest'),
  ['-c', 'pyproject.toml', tests, ...process.argv.slice(2)],
  {
    cwd: join(ROOT, 'clients/python'),
    stdio: 'inherit',
    env: {
      ...process.env,
      ...(areToolsRequired && { AIRFLOW: airflow.program('airflow') }),
      NODE: process.execPath,
      PYTHONDONTWRITEBYTECODE: '1',
      NO_PROXY: '127.0.0.1',
    },
  },
);
process.exitCode = pytest.status ?? 1;
