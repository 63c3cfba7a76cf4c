/** Bounds that both ends of a call agree on. */

/** Largest message in either direction. */
export const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
