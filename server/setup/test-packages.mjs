import { whisperNodePackages } from './debian-packages.mjs';

/** Debian packages that a vitest project needs: a real browser, a real database, a real TURN server, no stand-ins. */
/** @type {Record<string, string[]>} */
const packagesOf = {
  unit: [],
  contract: ['postgresql'],
  integration: [],
  fuzz: [],
  media: whisperNodePackages,
  e2e: ['chromium', 'fonts-noto-cjk'],
  net: ['chromium', 'iproute2', 'iptables', 'coturn'],
};

/**
 * The packages for a run of vitest with these arguments: those of the projects it names, else all.
 *
 * @param {string[]} args
 */
export const packagesForTests = (args) => {
  const named = args.flatMap((argument, index) => {
    if (argument === '--project') return [args[index + 1] ?? ''];
    return argument.startsWith('--project=') ? [argument.slice('--project='.length)] : [];
  });
  const known = named.length > 0 && named.every((name) => name in packagesOf);
  const projects = known ? named : Object.keys(packagesOf);
  return [...new Set(projects.flatMap((name) => packagesOf[name] ?? []))];
};
