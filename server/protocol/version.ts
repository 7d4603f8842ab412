/**
 * 1  first version
 * 2  a call tells of members, not of devices; `calls.answer` moves it here
 * 3  positions are reported in batches for all shared lines at once, and told as far as the operator allows
 * 4  a line has suggestions
 *
 * Raise it when a page built yesterday would misread today's server: a field or a request gone, renamed or of a new
 * shape. Adding a request, a notice or a reply's field does not count.
 */
export const PROTOCOL_VERSION = 4;

/** The oldest page that this server still understands. */
export const MIN_CLIENT_VERSION = 4;
