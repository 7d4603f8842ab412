import { readdirSync } from 'node:fs';
import { extname } from 'node:path';
import type { RequestHandler } from 'express';

/** Best first: what a browser accepts, and how the file with it ends. */
const forms = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;

/** Lets the built files that were packed at the build be served so to browsers that can unpack them. */
export function packedFiles(clientFolder: string): RequestHandler {
  const names = new Set(readdirSync(clientFolder, { recursive: true, encoding: 'utf8' }).map((name) => `/${name}`));
  return (request, response, next) => {
    const { path } = request;
    const there = forms.filter(([, end]) => names.has(path + end));
    if (there.length > 0) response.vary('accept-encoding');
    const form = there.find(([encoding]) => request.acceptsEncodings(encoding));
    if (form) {
      const [encoding, end] = form;
      response.set('content-encoding', encoding).type(extname(path));
      request.url = request.url.replace(path, path + end);
    }
    next();
  };
}
