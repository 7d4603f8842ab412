/** Numbers both sides keep to. No schema in this file: a page may import it without the schema library. */

/** Longest text of one entry, in UTF-16 units: a long paragraph, not a document. */
export const TEXT_MAX = 2000;

/** Entries in one answer of `timeline.since`. */
export const PAGE_MAX = 200;

/** Longest note, ms: people stop listening long before. */
export const NOTE_MAX_MS = 60_000;
/** Shortest note, ms: below this it was a slip of the thumb. */
export const NOTE_MIN_MS = 500;
/** Largest upload, bytes: 60 s of 16-bit 16 kHz WAV (1.92 MB) and a header; our own MP3 of that length is 240 kB. */
export const NOTE_MAX_BYTES = 2_000_000;
/** Bars in a note's waveform. */
export const NOTE_PEAKS = 64;

/** How long a call rings before it ends as `no_answer`, ms. */
export const RING_MS = 45_000;

/** Lines one position report can name: more than the largest round. */
export const LINES_MAX = 200;

/**
 * A fix with a larger radius of error is not shown, m: it would cover the quarter. Phones find themselves within 10 m under
 * the sky, 100 m by Wi-Fi and some hundred metres by cell.
 */
export const FIX_ACCURACY_MAX_M = 500;
