import type { ErrorCode } from './errors.ts';
import type { Language } from './language.ts';
import type { Role } from './member.ts';
import type { Box } from './operator-compounds.ts';
import type { Hello } from './people.ts';

/** What pages are told of the raster tiles under the map. */
export interface PageTiles {
  /** A template with `{z}`, `{x}` and `{y}`. */
  readonly url: string;
  readonly attribution: string;
  /** What they were drawn in; all points on the wire are WGS-84. */
  readonly datum: 'wgs84' | 'gcj02';
  /** Zooms that there are; null: those that maps usually have. */
  readonly zooms: readonly [number, number] | null;
  /** Outside of it there are none; null: everywhere. */
  readonly box: Box | null;
}

/** What the operator has set that pages need to know. */
export interface PageConfig {
  readonly tiles: PageTiles | null;
  /** Whether calls can have captions. */
  readonly captions: boolean;
  /** Whether transcripts can be translated. */
  readonly translate: boolean;
  /** Whether the server is there to be tried: it has demo rides. */
  readonly demo: boolean;
  /** How long what was said is kept after the delivery's end. */
  readonly keepDays: number;
  /** How long positions are kept after it, shown to nobody; 0: not at all. */
  readonly keepPositionsMinutes: number;
  /** What browsers subscribe with to pushes; null: the server sends none. */
  readonly push: string | null;
}

/** What the server knows when a link is opened: it comes with the page, and the first screen is drawn from it. */
export interface FirstView {
  /** Whose page it is; null where the link opens nothing. */
  readonly role: Role | null;
  /** A recipient's own; the lists of the others are long and come by the socket. */
  readonly hello: Hello | null;
  /** Why the link opens nothing. */
  readonly refused: ErrorCode | null;
  readonly config: PageConfig;
}

/** A first screen as HTML. */
export interface FirstPage {
  readonly title: string;
  readonly body: string;
  /** What to do where the browser runs no script; as plain text, as the title is. Empty where there is nothing to do. */
  readonly needsScript: string;
}

/** Made by the client's build, called by the server: draws what the page itself would draw. Null: nobody knows yet whose page it is. */
export type DrawFirstPage = (view: FirstView | null, language: Language) => FirstPage;
