import compound from '../../server/location/demo-compound.geojson?raw';
import type { PageConfig, RecordCheck } from '#protocol';

/** A door with a parcel beside it, drawn: a real photo would be half the size of all pictures. */
const door = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="1200" height="900">
<path fill="#cfc8ba" d="M0 0h400v300H0z"/><path fill="#a79d8b" d="M0 252h400v48H0z"/>
<path fill="#6d4a33" d="M128 40h116v212H128z"/><path fill="#5a3c29" d="M144 58h84v74h-84zM144 148h84v90h-84z"/>
<circle cx="234" cy="156" r="5" fill="#d9b45b"/><path fill="#f7f4ee" d="M262 92h56v26h-56z"/>
<text x="290" y="111" font-family="sans-serif" font-size="18" text-anchor="middle" fill="#37342d">1201</text>
<path fill="#c48a4e" d="M262 206h78v46h-78z"/><path fill="#a8703a" d="M294 206h14v46h-14z"/></svg>`;

const config: PageConfig = {
  tiles: null,
  captions: true,
  translate: false,
  demo: false,
  keepDays: 180,
  keepPositionsMinutes: 60,
  push: null,
};

/** What pages ask for over HTTP, from what the gallery has with it: the demo compound, one photo, no tiles. */
export function standInFetch(): void {
  const fetch = globalThis.fetch.bind(globalThis);
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.startsWith('data:') || url.startsWith('blob:')) return fetch(input, init);
    if (url.endsWith('/compound')) return new Response(compound, { headers: { 'Content-Type': 'application/json' } });
    if (url.endsWith('/api/page-config')) return Response.json(config);
    if (url.endsWith('/record/check'))
      return Response.json({ entries: 8, erased: 0, whole: true } satisfies RecordCheck);
    if (url.includes('/api/photos/')) return new Response(door, { headers: { 'Content-Type': 'image/svg+xml' } });
    return new Response(null, { status: 503 });
  };
}
