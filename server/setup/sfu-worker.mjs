import { inProject } from './folders.mjs';
import { buildWorker, putInPlace, startsWithCode, systemName, workerFile } from './native-build.mjs';
import { serverNode } from './node-version.mjs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { hashOf, isStamped } from './stamps.mjs';
import { say, step } from './terminal.mjs';

/** Without the version in its environment mediasoup-worker ends with code 41 (worker/src/main.cpp). */
const worker = { name: 'mediasoup-worker', exitCode: 41 };

/** 3 MB; a network that swallows the request must not hold up the start for long. */
const DOWNLOAD_LIMIT_MS = 30_000;

const mediasoup = inProject('node_modules', 'mediasoup');

const inputs = () =>
  hashOf({
    words: [systemName()],
    paths: [inProject('node_modules', 'mediasoup', 'package.json'), inProject('media', 'sfu-worker')],
  });

/** Also starts it: an upgrade of the system may have taken away a library. */
export const isSfuWorkerReady = () =>
  isStamped(worker.name, inputs(), [workerFile(worker.name)]) &&
  startsWithCode(workerFile(worker.name), worker.exitCode);

/** Takes upstream's prebuilt program where the network has it. Answers whether the worker is ready now. */
export const fetchSfuWorker = async () => {
  if (isSfuWorkerReady()) return true;
  say("Looking for mediasoup's prebuilt SFU worker.");
  // PYTHON=false: upstream's script would build with Python next, which must fail at once.
  // A worker or a local build named by the environment is not what is asked for here.
  const ours = { MEDIASOUP_WORKER_BIN: '', MEDIASOUP_LOCAL_DEV: '', MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD: '' };
  const env = { ...process.env, ...ours, PYTHON: 'false' };
  try {
    const options = { cwd: mediasoup, env, timeLimitMs: DOWNLOAD_LIMIT_MS };
    await runCommand(serverNode, ['npm-scripts.mjs', 'postinstall'], options);
    putInPlace(worker, inProject('node_modules', 'mediasoup', 'worker', 'out', 'Release', worker.name), inputs());
    return true;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    say('  It cannot be had here, so the SFU worker is built from its sources.');
    return false;
  }
};

/** Builds the worker from the sources in the npm package. */
export const buildSfuWorker = () =>
  step('SFU worker', 'Building the SFU worker: two to three minutes on two cores, once.', async (show) => {
    const built = { name: worker.name, source: 'media/sfu-worker', definitions: [`-DMEDIASOUP=${mediasoup}`] };
    putInPlace(worker, await buildWorker(built, show), inputs());
  });
