/** `npm run gallery`: one page with every component in every state. */
import { buildGallery } from './build.ts';

console.log(`The gallery is made: open file://${await buildGallery()} in a browser.`);
