/** Numbers both sides keep to. No schema in this file: a page may import it without the schema library. */

/** Longest name of a person, station or agent, in UTF-16 units: a company's with its "care of". Pages cut it in their sentences. */
export const NAME_MAX = 200;
/** Longest address: five lines of a large screen. */
export const ADDRESS_MAX = 500;
/** Longest building, stair and flat. */
export const ADDRESS_DETAIL_MAX = 200;

/** Longest text of one entry, in UTF-16 units: a long paragraph, not a document. */
export const TEXT_MAX = 2000;

/** Entries in one answer of `timeline.since`. */
export const PAGE_MAX = 200;
/** Entries in one answer of `timeline.open` and `timeline.before`: some screens of a phone. */
export const SCREEN_MAX = 50;

/** Longest note, ms: people stop listening long before. */
export const NOTE_MAX_MS = 60_000;
/** Shortest note, ms: below this it was a slip of the thumb. */
export const NOTE_MIN_MS = 500;
/** Largest upload, bytes: 60 s of 16-bit 16 kHz WAV (1.92 MB) and a header; our own MP3 of that length is 240 kB. */
export const NOTE_MAX_BYTES = 2_000_000;
/** Most of a note that is taken in while it is spoken, bytes: four times our own MP3 of a minute. */
export const NOTE_PARTS_MAX_BYTES = 1_000_000;
/** Bars in a note's waveform. */
export const NOTE_PEAKS = 64;

/** Largest photo, bytes: 1600 px along the longer side at JPEG quality 0.8 is 200-600 kB. */
export const PHOTO_MAX_BYTES = 2_000_000;
/** Longest side of a photo as pages send it, px: a door plate stays readable. */
export const PHOTO_SIDE_MAX = 1600;
/** Most pixels that the server unpacks: 4096 x 4096. */
export const PHOTO_MAX_PIXELS = 16_777_216;
/** Longest side of a photo's small picture in the timeline, px. */
export const PHOTO_THUMB_SIDE = 320;

/** One's own words can be taken back for so long, ms, by the server's clock. */
export const TAKE_BACK_MS = 120_000;
/** "Is typing" is shown for so long after it was told, ms; a page that types tells it again before that. */
export const TYPING_MS = 5000;
/** Longest name of a place, in UTF-16 units. */
export const PLACE_NAME_MAX = 60;
/** Places in one answer of `timeline.pins`: on a small map more hide each other. */
export const PINS_MAX = 30;
/** Shortest text to search for, in characters: a Chinese word. */
export const SEARCH_MIN = 2;
/** Longest text to search for, in UTF-16 units. */
export const SEARCH_MAX = 60;

/** Longest time window that can be agreed on, and how far ahead it may begin, ms: a day, and sixty days. */
export const WINDOW_MAX_MS = 86_400_000;
export const WINDOW_AHEAD_MAX_MS = 60 * 86_400_000;

/** Windows that can be chosen from at once: two days of three, and one more. */
export const WINDOWS_MAX = 7;
/** Entries that a summary for the desk is made of: more than an agent would read before answering. */
export const SUMMARY_ENTRIES_MAX = 60;
/** Replies that are suggested to an agent at once. */
export const REPLIES_MAX = 3;
/** What was applied or confirmed can be undone for so long, ms, by the server's clock. */
export const UNDO_MS = 600_000;

/** How long a call rings before it ends as `no_answer`, ms. */
export const RING_MS = 45_000;

/** Lines that one request for sharing can name: more than the largest round. */
export const LINES_MAX = 200;
/** Fixes in one report: ten minutes without network, thinned, are fewer. */
export const FIXES_MAX = 60;
/** Shortest and longest time that a share can be given, ms: a minute, and a day. */
export const SHARE_MIN_MS = 60_000;
export const SHARE_MAX_MS = 86_400_000;

/**
 * A fix with a larger radius of error is not shown, m: it would cover the quarter. Phones find themselves within 10 m under
 * the sky, 100 m by Wi-Fi and some hundred metres by cell.
 */
export const FIX_ACCURACY_MAX_M = 500;

/** Members in a call at once. */
export const CALL_MEMBERS_MAX = 8;
/**
 * How long a device of a running call may be gone before it counts as hung up, ms: a lift, a cellar, a train's tunnel. Who
 * does not want to wait hangs up.
 */
export const CALL_GRACE_MS = 60_000;
/** How often a device says how it hears the others, ms. */
export const CALL_REPORT_MS = 5000;
/** Captions kept with a call's entry: an hour of two people who talk without a pause. */
export const CAPTIONS_MAX = 1000;

/** Notes that a recipient keeps for couriers, and the longest, in UTF-16 units: read in passing, at the door. */
export const PREFERENCE_NOTES_MAX = 5;
export const PREFERENCE_NOTE_MAX = 120;
