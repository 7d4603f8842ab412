import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Message } from './labels.ts';

function readFolder(name: 'messages' | 'unseen', wanted: (file: string) => boolean): Message[] {
  const folder = join(import.meta.dirname, name);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl') && wanted(file))
    .sort()
    .flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n').slice(0, -1))
    .map((line) => v.parse(Message, JSON.parse(line)));
}

const hostile = 'hostile.jsonl';

/** All labelled messages, by file name and line. Throws where a line is not a valid label. */
export const readCorpus = (): Message[] => readFolder('messages', () => true);

/**
 * The second test set, by somebody who saw neither the messages to learn from nor what learns from them. To measure with
 * only: nothing may be learnt, chosen or calibrated by it. Throws as `readCorpus`.
 */
export const readUnseen = (): Message[] => readFolder('unseen', (file) => file !== hostile);

/** Messages, as unseen, of which none may be acted on without a tap by a person. Throws as `readCorpus`. */
export const readHostile = (): Message[] => readFolder('unseen', (file) => file === hostile);
