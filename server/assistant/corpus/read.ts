import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { Message } from './labels.ts';

const folder = join(import.meta.dirname, 'messages');

/** All labelled messages, by file name and line. Throws where a line is not a valid label. */
export function readCorpus(): Message[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => v.parse(Message, JSON.parse(line)));
}
