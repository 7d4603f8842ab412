// Loaded into npm before it runs. npm leaves out, without a word, native parts whose `engines` do not name the Node it runs
// on, be it the system's Node 18. Here all packages run on Node 24, so that is the version npm has to compare with.
const { readFileSync } = require('node:fs');
const path = require('node:path');

const { packages } = JSON.parse(readFileSync(path.join(__dirname, '../../package-lock.json'), 'utf8'));
const node = packages[`node_modules/node-linux-${process.arch}`];
if (node !== undefined && process.platform === 'linux') {
  Object.defineProperty(process, 'version', { value: `v${node.version}` });
}
