import { parentPort, workerData } from 'node:worker_threads';
import type { Asked, Told } from './reader.ts';
import { mayActAlone, maySuggest } from './understanding/alone.ts';
import { readModel } from './understanding/model.ts';
import { createUnderstand } from './understanding/understand.ts';

const port = parentPort;
if (!port) throw new Error('This file is the body of a thread');
const tell = (told: Told) => port.postMessage(told);

try {
  const understand = createUnderstand(readModel((workerData as { modelFile?: string }).modelFile));
  port.on('message', (asked: Asked | null) => {
    if (asked === null) return port.close();
    const { id, text, context } = asked;
    const understanding = understand(text, context);
    const alone = mayActAlone(text, understanding);
    tell({ kind: 'read', id, reading: { ...understanding, alone, sure: alone || maySuggest(understanding) } });
  });
} catch (error) {
  // The message may name the file, and nothing that anybody said: nothing was read yet.
  tell({ kind: 'broken', reason: error instanceof Error ? error.message : 'unknown' });
}
