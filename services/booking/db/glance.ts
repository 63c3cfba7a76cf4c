/** What the tables say to a hold before it queues: enough to refuse what is sold out and to know a repeat, never to sell. */
import type { PrepareContext } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { countLanes } from '../domain/lanes.ts';
import type { Offering } from '../domain/offering.ts';
import type { BookingRules } from '../domain/rules.ts';
import { gather, type Gathered } from '../../runtime/db/gather.ts';
import { fromMultirange } from './multirange.ts';
import { loadOfferings } from './offering-store.ts';
import { fromStoredRules, type StoredRules } from './rules-store.ts';

interface Asked {
  readonly principal: string;
  readonly requestId: string;
  readonly sessionId: string | undefined;
}

export interface Glanced {
  /** The booking that this request made already. */
  readonly made: string | undefined;
  readonly session: GlancedSession | undefined;
}

/** A date of an event, by what is committed. */
export interface GlancedSession {
  readonly offeringId: string;
  readonly places: number;
  readonly start: Date;
  readonly rules: BookingRules;
}

export interface Glance {
  /** Booking's copy of the offering. */
  readonly offering: Gathered<string, Offering | undefined>;
  at(view: PrepareContext, sessionId: string | undefined): Promise<Glanced>;
}

/** Holds that are prepared at once look together. */
export function createGlance(): Glance {
  const look = gather<Asked, Glanced>(lookAt);
  return {
    offering: gather(async (db, ids) => {
      const offerings = await loadOfferings(db, [...new Set(ids)]);
      return ids.map((id) => offerings.get(id));
    }),
    at: (view, sessionId) => look(view, { principal: view.caller.subject, requestId: view.requestId, sessionId }),
  };
}

interface GlanceRow {
  principal: string | null;
  request_id: string | null;
  id: string;
  offering_id: string;
  free: string | null;
  starts: Date;
  rules: Partial<StoredRules> | null;
}

async function lookAt(db: Query, asked: readonly Asked[]): Promise<readonly Glanced[]> {
  const rows = await db.run<GlanceRow>(
    `select r.principal, r.request_id, b.id, b.offering_id, null as free, null::timestamptz as starts, null::jsonb as rules
     from unnest($1::text[], $2::text[]) as r (principal, request_id),
     lateral (select id, offering_id from booking where request_principal = r.principal and request_id = r.request_id limit 1) b
     union all
     select null, null, s.id, s.offering_id, s.free::text, s.starts, r.rules
     from session s left join booking_rules r on r.tenant_id = s.tenant_id and r.offering_id = s.offering_id where s.id = any($3::uuid[]) and s.cancelled is null`,
    [asked.map(({ principal }) => principal), asked.map(({ requestId }) => requestId), [...new Set(asked.flatMap(({ sessionId }) => sessionId ?? []))]],
  );
  const made = new Map(rows.filter(({ free }) => free === null).map((row) => [`${row.principal}\n${row.request_id}`, row.id]));
  const sessions = new Map(rows.flatMap((row) => (row.free === null ? [] : [[row.id, toSession(row, row.free)]])));
  return asked.map(({ principal, requestId, sessionId }) => ({
    made: made.get(`${principal}\n${requestId}`),
    session: sessionId === undefined ? undefined : sessions.get(sessionId),
  }));
}

const toSession = ({ offering_id: offeringId, starts, rules }: GlanceRow, free: string): GlancedSession =>
  ({ offeringId, places: countLanes(fromMultirange(free)), start: starts, rules: fromStoredRules(offeringId, rules ?? {}) });
