/** Where every service keeps its stores and, in `migrations/`, the history of its schema. */
export const databaseFolder = (service: string): URL => new URL(`../../services/${service}/db/`, import.meta.url);
