import { build } from 'esbuild';
import { projectPath } from '../../infra/project-path.ts';

/**
 * Bundles the script of a page into one text for a `<script>` element.
 *
 * @param page name of its entry in `picture/page/`
 */
export async function pageScript(page: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [projectPath(`picture/page/${page}.ts`)],
    bundle: true,
    minify: true,
    // Browsers of 2023 and later. https://webkit.org/status, https://caniuse.com/mdn-javascript_builtins_array_findlast
    target: ['chrome110', 'firefox110', 'safari16'],
    format: 'iife',
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles
    .map(({ text }) => text)
    .join('')
    .trim();
}
