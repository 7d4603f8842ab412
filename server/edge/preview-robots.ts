/**
 * Programs that fetch a link to show what is behind it, as a chat does, and that say so themselves. CUBOT is a make of
 * phones.
 */
const robots = /(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|embedly|mastodon|read-aloud/i;

/** Whether nobody reads what it asks for. Who does not say what it is counts as a person. */
export const isPreviewRobot = (userAgent: string | undefined): boolean =>
  userAgent !== undefined && robots.test(userAgent);
