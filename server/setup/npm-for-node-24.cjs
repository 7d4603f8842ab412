// Loaded into npm before it runs. npm leaves out, without a word, native parts whose `engines` do not name the Node it runs
// on, be it the system's Node 18. Here all packages run on Node 24, so that is the version npm has to compare with.
const { packages } = require('../../package-lock.json');

const { version } = packages[`node_modules/node-linux-${process.arch}`] ?? {};
if (version !== undefined && process.platform === 'linux') {
  Object.defineProperty(process, 'version', { value: `v${version}` });
}
