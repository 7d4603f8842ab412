/** No schema in this file: pages import it as it is, so that both sides judge a call alike. */

/** What a person is told about the sound of a call. */
export const callQualities = ['good', 'fair', 'poor'] as const;
export type CallQuality = (typeof callQualities)[number];
