/** `npm run icons`: draws the app's icons as PNG from their SVG, with Debian's Chromium. Run it after the drawing was changed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { inProject } from './folders.mjs';

const folder = (/** @type {string} */ name) => inProject('client', 'public', 'icons', name);
const drawing = readFileSync(folder('icon.svg'), 'utf8');
const mono = readFileSync(folder('icon-mono.svg'), 'utf8');

// A phone cuts a maskable icon to its own shape: the ground fills all of it, and the drawing keeps to the middle.
const maskable = drawing
  .replace(' rx="112"', '')
  .replace(/<g /, '<g transform="translate(51 51) scale(0.8)" ')
  .replace(/<circle /, '<circle transform="translate(51 51) scale(0.8)" ');
// The system paints a badge in its own colour: only its shape counts, and it is small.
const badge = mono.replaceAll('#000', '#fff').replace('<circle ', '<circle fill="#fff" ');

const icons = [
  { name: 'icon-192.png', svg: drawing, side: 192 },
  { name: 'icon-512.png', svg: drawing, side: 512 },
  // Apple rounds the corners itself, and shows black where there is nothing.
  { name: 'icon-180.png', svg: drawing.replace(' rx="112"', ''), side: 180 },
  { name: 'icon-maskable-192.png', svg: maskable, side: 192 },
  { name: 'icon-maskable-512.png', svg: maskable, side: 512 },
  { name: 'badge-96.png', svg: badge, side: 96 },
];

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const page = await browser.newPage();
for (const { name, svg, side } of icons) {
  await page.setViewportSize({ width: side, height: side });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${side}px;height:${side}px}</style>${svg}`);
  writeFileSync(folder(name), await page.screenshot({ omitBackground: true }));
}
await browser.close();
console.log(`Drawn: ${icons.map(({ name }) => name).join(', ')}`);
