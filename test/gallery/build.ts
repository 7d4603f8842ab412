import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

/** Code for the microphone's own thread is a file of its own, and nobody records in the gallery. */
const withoutWorklets = {
  name: 'doorline:without-worklets',
  enforce: 'pre' as const,
  load: (id: string) => (id.includes('?worker') ? 'export default "";' : null),
};

const root = join(import.meta.dirname, '../..');

/** Where what the gallery makes is put; not part of the repository. */
export const galleryFolder = join(root, '.build/gallery');

/**
 * Builds the gallery as one file that a browser opens as it is, without a server: scripts, styles and pictures are in it.
 * Answers its path.
 */
export async function buildGallery(): Promise<string> {
  const made = await build({
    root: import.meta.dirname,
    configFile: false,
    plugins: [withoutWorklets],
    logLevel: 'warn',
    cacheDir: join(root, '.build/vite-gallery'),
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'esnext',
      modulePreload: false,
      cssCodeSplit: false,
      assetsInlineLimit: Number.MAX_SAFE_INTEGER,
      chunkSizeWarningLimit: Number.MAX_SAFE_INTEGER,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const output = [made].flat().flatMap((one) => ('output' in one ? one.output : []));
  const text = (ending: string) =>
    output
      .filter(({ fileName }) => fileName.endsWith(ending))
      .map((file) => (file.type === 'chunk' ? file.code : String(file.source)))
      .join('\n');
  const page = text('.html')
    .replace(/<script[^>]*src=[^>]*><\/script>/, '')
    .replace(/<link[^>]*rel="stylesheet"[^>]*>/, '')
    // The text goes in by a function: `$&` and the like in it mean nothing.
    .replace('</head>', () => `<style>${text('.css')}</style></head>`)
    .replace(
      '</body>',
      () => `<script type="module">${text('.js').replaceAll('</script', '<\\/script')}</script></body>`,
    );
  mkdirSync(galleryFolder, { recursive: true });
  const file = join(galleryFolder, 'index.html');
  writeFileSync(file, page);
  return file;
}
