import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The project's own folder; everything the set-up makes goes into `node_modules` and `.build` below it. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[/\\]$/, '');

/** @param {string[]} names */
export const inProject = (...names) => join(projectFolder, ...names);

/** @param {string[]} names */
export const inBuild = (...names) => join(projectFolder, '.build', ...names);
