import { describe, expect, it } from 'vitest';
import { aptProgress, missingIn } from '../../server/setup/debian-packages.mjs';
import { isInstalled } from '../../server/setup/npm-packages.mjs';
import { packagesForTests } from '../../server/setup/test-packages.mjs';

describe('the Debian packages that are asked for', () => {
  it('are those dpkg does not have', () => {
    const answer = 'cmake installed\ng++ installed\n';
    expect(missingIn(['g++', 'cmake', 'ninja-build'], answer)).toEqual(['ninja-build']);
  });

  it('include one that was removed or half installed', () => {
    expect(missingIn(['cmake', 'g++'], 'cmake config-files\ng++ half-configured\n')).toEqual(['cmake', 'g++']);
  });

  it('are all of them where dpkg knows none', () => {
    expect(missingIn(['cmake'], '')).toEqual(['cmake']);
  });

  it('do not include a package because another begins like it', () => {
    expect(missingIn(['redis'], 'redis-server installed\n')).toEqual(['redis']);
  });

  it.each([
    ['dlstatus:4:23.5316:Retrieving file 4 of 28 (8s remaining)', 'downloaded 24 %'],
    ['pmstatus:cmake:71.4286:Unpacking cmake (amd64)', 'installed 71 %'],
    ['Setting up cmake (3.25.1-1) ...', null],
    ['E: Unable to locate package cmake', null],
  ])('show how far apt-get is: %s', (line, words) => {
    expect(aptProgress(line)).toBe(words);
  });
});

describe('the npm packages', () => {
  const locked = { '': {}, a: { integrity: 'x' }, 'for-another-system': { integrity: 'y', optional: true } };

  it('are installed when each that is locked is there as locked', () => {
    expect(isInstalled(locked, { a: { integrity: 'x' } })).toBe(true);
    expect(isInstalled(locked, { a: { integrity: 'x' }, 'for-another-system': { integrity: 'y' } })).toBe(true);
  });

  it.each([
    ['one is missing', {}],
    ['one is of another version', { a: { integrity: 'z' } }],
    ['an optional one is of another version', { a: { integrity: 'x' }, 'for-another-system': { integrity: 'z' } }],
  ])('are installed again when %s', (_reason, installed) => {
    expect(isInstalled(locked, installed)).toBe(false);
  });
});

describe('the packages for a run of the tests', () => {
  it('are a browser and databases for a whole run', () => {
    expect(packagesForTests([])).toEqual(['postgresql', 'redis-server', 'chromium', 'fonts-noto-cjk']);
  });

  it('are none for unit tests alone', () => {
    expect(packagesForTests(['--project', 'unit', '-t', 'a name'])).toEqual([]);
    expect(packagesForTests(['--project=unit'])).toEqual([]);
  });

  it('are those of all named projects', () => {
    expect(packagesForTests(['--project', 'unit', '--project=e2e'])).toEqual(['chromium', 'fonts-noto-cjk']);
  });

  it('are all where a project is named by a pattern', () => {
    expect(packagesForTests(['--project', '*'])).toHaveLength(4);
  });
});
