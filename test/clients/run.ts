/**
 * `npm run test:clients`: tests the client in Python and the recipes with pytest, mypy and a build. Passes its arguments to
 * pytest.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import '../support/time-zone.ts';
import { pythonEnvironment } from '../support/python-environment.ts';

const ROOT = join(import.meta.dirname, '../..');
const environment = pythonEnvironment('.venv-clients', import.meta.dirname);
environment.make();

const tests = join(import.meta.dirname, 'python');
const pytest = spawnSync(
  environment.program('pytest'),
  ['-c', 'pyproject.toml', tests, ...process.argv.slice(2)],
  {
    cwd: join(ROOT, 'clients/python'),
    stdio: 'inherit',
    env: { ...process.env, NODE: process.execPath, PYTHONDONTWRITEBYTECODE: '1', NO_PROXY: '127.0.0.1' },
  },
);
process.exitCode = pytest.status ?? 1;
