/** Each icon is a file of its own: from the list of all, the bundler would take every icon of the pages into the first load. */
declare module 'lucide/dist/esm/icons/*.mjs' {
  import type { IconNode } from 'lucide';

  const drawing: IconNode;
  export default drawing;
}
