import { createRequire } from 'node:module';
import { join } from 'node:path';

/** One note through the npm package: leaves `note.wav.txt` beside `note.wav`. Arguments: package, folder, language. */
const [, , packageFolder, folder, language] = process.argv;
if (!packageFolder || !folder || !language) throw new Error('Arguments: package, folder, language');

// Whoever started this has ended: so does the whole group, the package's own program too.
process.stdin.on('end', () => process.kill(0, 'SIGKILL')).resume();

interface WhisperNode {
  readonly whisper: (
    file: string,
    options: { modelPath: string; whisperOptions: { language: string; gen_file_txt: boolean } },
  ) => Promise<unknown>;
}

// The package's own reading of the words loses the first line and breaks Chinese characters, so they are taken from the
// text file that its program writes.
const { whisper } = createRequire(import.meta.url)(packageFolder) as WhisperNode;
await whisper(join(folder, 'note.wav'), {
  modelPath: join(folder, 'model.bin'),
  whisperOptions: { language, gen_file_txt: true },
});
process.exit(0);
