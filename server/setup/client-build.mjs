import { renameSync, rmSync } from 'node:fs';
import { inBuild, inProject } from './folders.mjs';
import { serverNode } from './node-version.mjs';
import { runCommand } from './run-command.mjs';
import { hashOf, isStamped, stamp } from './stamps.mjs';
import { step } from './terminal.mjs';

const sources = ['client', 'server/protocol', 'vite.config.ts', 'package.json', 'package-lock.json'];

const inputs = () => hashOf({ paths: sources.map((path) => inProject(path)) });

const page = () => [inBuild('client', 'index.html'), inBuild('client', '.vite', 'first-page.js')];

export const isClientBuilt = () => isStamped('client', inputs(), page());

/** Builds the pages beside the old ones and changes them over when they are whole. */
export const buildClient = async () => {
  if (isClientBuilt()) return;
  await step('pages', 'Building the pages.', async () => {
    // Taken before: what is edited during the build is built at the next start.
    const builtFrom = inputs();
    const vite = inProject('node_modules', 'vite', 'bin', 'vite.js');
    await runCommand(serverNode, [vite, 'build', '--outDir', inBuild('client.new'), '--emptyOutDir']);
    rmSync(inBuild('client'), { recursive: true, force: true });
    renameSync(inBuild('client.new'), inBuild('client'));
    stamp('client', builtFrom, page());
  });
};
