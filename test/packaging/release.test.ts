import { expect, test } from 'vitest';
import { releasedChangelog } from '../../packaging/changelog.ts';
import { bundledSbom } from '../../packaging/sbom.ts';

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- The command \`init\`.

## [0.1.0] - 2026-11-28

### Added

- The rotator.
`;

test('a release moves the changes under Unreleased to its version', () => {
  expect(releasedChangelog(CHANGELOG, '0.2.0', '2026-12-01')).toBe(
    CHANGELOG.replace('## [Unreleased]', '## [Unreleased]\n\n## [0.2.0] - 2026-12-01'),
  );
});

test('a release of a version that exists is refused', () => {
  expect(() => releasedChangelog(CHANGELOG, '0.1.0', '2026-12-01')).toThrow('already has the version 0.1.0');
});

test('a release without a change is refused', () => {
  const released = releasedChangelog(CHANGELOG, '0.2.0', '2026-12-01');

  expect(() => releasedChangelog(released, '0.3.0', '2026-12-02')).toThrow('no change under Unreleased');
});

const BOM = {
  bomFormat: 'CycloneDX',
  metadata: { component: { 'bom-ref': 'rotator@0.2.0', name: 'folder' } },
  components: [
    { 'bom-ref': 'zod@4.6.7', scope: 'optional' },
    { 'bom-ref': 'vitest@5.1.1', scope: 'optional' },
  ],
  dependencies: [
    { ref: 'rotator@0.2.0', dependsOn: ['zod@4.6.7', 'vitest@5.1.1'] },
    { ref: 'vitest@5.1.1', dependsOn: [] },
    { ref: 'zod@4.6.7', dependsOn: [] },
  ],
};
const zod = { name: 'zod', version: '4.6.7', license: 'MIT', folder: 'node_modules/zod' };

test('the bill of materials names the bundled packages and no tool', () => {
  expect(bundledSbom(BOM, 'rotator', [zod])).toMatchObject({
    bomFormat: 'CycloneDX',
    metadata: { component: { name: 'rotator' } },
    components: [{ 'bom-ref': 'zod@4.6.7', scope: 'required' }],
    dependencies: [
      { ref: 'rotator@0.2.0', dependsOn: ['zod@4.6.7'] },
      { ref: 'zod@4.6.7', dependsOn: [] },
    ],
  });
});

test('a bundled package that npm does not list stops the release', () => {
  expect(() => bundledSbom(BOM, 'rotator', [zod, { ...zod, name: 'jose' }])).toThrow(
    'npm lists 1 of the 2 bundled packages',
  );
});
