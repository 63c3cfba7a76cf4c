/** The bucket that exports are kept in, where that is NATS. */
export const EXPORT_BUCKET = 'berth-exports';
