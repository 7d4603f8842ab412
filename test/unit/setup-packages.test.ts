import { describe, expect, it } from 'vitest';
import { aptProgress, missingIn } from '../../server/setup/debian-packages.mjs';
import { missingPackages } from '../../server/setup/npm-packages.mjs';
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
  const system = { os: 'linux', cpu: 'x64', libc: 'glibc' };
  const linux = { integrity: 'y', optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] };
  const locked = {
    '': {},
    'node_modules/a': { integrity: 'x' },
    'node_modules/native-for-linux': linux,
    'node_modules/native-for-alpine': { ...linux, libc: ['musl'] },
    'node_modules/native-for-mac': { ...linux, os: ['darwin'] },
    'node_modules/fallback': { integrity: 'z', optional: true },
  };
  const whole = { 'node_modules/a': { integrity: 'x' }, 'node_modules/native-for-linux': { integrity: 'y' } };

  it('are whole without those for other systems', () => {
    expect(missingPackages(locked, whole, system)).toEqual([]);
  });

  it('are not whole when one is missing or of another version', () => {
    expect(missingPackages(locked, {}, system)).toEqual(['a', 'native-for-linux']);
    expect(missingPackages(locked, { ...whole, 'node_modules/a': { integrity: 'w' } }, system)).toEqual(['a']);
    expect(missingPackages(locked, { ...whole, 'node_modules/fallback': { integrity: 'w' } }, system)).toEqual([
      'fallback',
    ]);
  });

  it('are not whole when npm left out the native part for this system', () => {
    expect(missingPackages(locked, { 'node_modules/a': { integrity: 'x' } }, system)).toEqual(['native-for-linux']);
  });
});

describe('the packages for a run of the tests', () => {
  it('are a browser, a database, a compiler and a network for a whole run', () => {
    expect(packagesForTests([])).toEqual([
      'postgresql',
      'g++',
      'make',
      'chromium',
      'fonts-noto-cjk',
      'iproute2',
      'iptables',
      'coturn',
    ]);
  });

  it('are none for unit tests alone', () => {
    expect(packagesForTests(['--project', 'unit', '-t', 'a name'])).toEqual([]);
    expect(packagesForTests(['--project=unit'])).toEqual([]);
  });

  it('are those of all named projects', () => {
    expect(packagesForTests(['--project', 'unit', '--project=e2e'])).toEqual(['chromium', 'fonts-noto-cjk']);
  });

  it('are all where a project is named by a pattern', () => {
    expect(packagesForTests(['--project', '*'])).toHaveLength(8);
  });
});
