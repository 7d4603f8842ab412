import { buildClient, isClientBuilt } from './client-build.mjs';
import { compilers, ensureDebianPackages, installsDebianPackages, sfuWorkerPackages } from './debian-packages.mjs';
import { checkNode } from './node-version.mjs';
import { areNpmPackagesInstalled, installNpmPackages } from './npm-packages.mjs';
import { buildSfuWorker, fetchSfuWorker, isSfuWorkerReady } from './sfu-worker.mjs';
import { whileLocked } from './set-up-lock.mjs';
import { checkSpeechModel, isSpeechModelChecked } from './speech-model.mjs';
import { buildSpeechWorker, isSpeechWorkerReady } from './speech-worker.mjs';

const isAllDone = () =>
  areNpmPackagesInstalled() && isSfuWorkerReady() && isSpeechWorkerReady() && isSpeechModelChecked() && isClientBuilt();

/** Only the npm packages: enough to check the sources. */
export const setUpNpmPackages = async () => {
  checkNode();
  if (areNpmPackagesInstalled()) return;
  await whileLocked(installNpmPackages);
};

/**
 * Makes everything the server needs, and only what is not there yet. Two starts at once take turns.
 *
 * @param {{ packages: string[], purpose: string }} [more] Debian packages for more than the server itself
 */
export const setUp = async (more) => {
  checkNode();
  if (!isAllDone()) await whileLocked(setUpAll);
  if (more !== undefined && more.packages.length > 0) await ensureDebianPackages(more.packages, more.purpose);
};

const setUpAll = async () => {
  const purpose = 'build the media programs';
  // Where apt-get may run, it brings the compilers while npm works; else one sentence names all that is missing, later.
  const compilersFirst = installsDebianPackages && !areNpmPackagesInstalled();
  await Promise.all([installNpmPackages(), compilersFirst ? ensureDebianPackages(compilers, purpose) : undefined]);

  const sfuWorkerIsReady = await fetchSfuWorker();
  const toBuild = [...(sfuWorkerIsReady ? [] : sfuWorkerPackages), ...(isSpeechWorkerReady() ? [] : compilers)];
  await ensureDebianPackages(toBuild, purpose);
  await Promise.all([
    sfuWorkerIsReady ? undefined : buildSfuWorker(),
    buildSpeechWorker(),
    checkSpeechModel(),
    buildClient(),
  ]);
};
