/**
 * Moves everything under *Unreleased* to a version. Returns the new changelog.
 *
 * @param changelog in the format of https://keepachangelog.com/en/1.1.0/
 * @param date day of the release, `2026-12-01`
 * @throws Error if the changelog already has the version, or has nothing under *Unreleased*
 */
export function releasedChangelog(changelog: string, version: string, date: string): string {
  if (changelog.includes(`\n## [${version}]`)) {
    throw new Error(`CHANGELOG.md already has the version ${version}. Choose the next version.`);
  }
  const [before = '', after = ''] = changelog.split('\n## [Unreleased]\n');
  const [unreleased = ''] = after.split(/^## \[/m);
  if (!/^- /m.test(unreleased)) {
    throw new Error('CHANGELOG.md has no change under Unreleased. Write what changed for users.');
  }
  return `${before}\n## [Unreleased]\n\n## [${version}] - ${date}\n${after}`;
}
