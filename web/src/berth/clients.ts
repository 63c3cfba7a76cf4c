/** One client of Berth for the platform and one for each business, whose session is kept apart from the others'. */
import { type Berth, createBerth } from '@berth/sdk/browser';
import { sessionsOf } from './session.ts';

const baseUrl = globalThis.location?.origin ?? '';

/** For what comes before a business is chosen. */
export const platform: Berth = createBerth({ baseUrl });

const clients = new Map<string, Berth>();

/** The client of a business by its slug. */
export function berthOf(slug: string): Berth {
  const known = clients.get(slug);
  if (known) return known;
  const client = createBerth({ baseUrl, tenant: slug, sessions: sessionsOf(slug) });
  clients.set(slug, client);
  return client;
}
