/** How offerings can be booked: one document each. */
import type { Query } from '../../runtime/db/query.ts';
import type { Change, Load, Store } from '../../runtime/actor/types.ts';
import { defaultRules, type BookingRules } from '../domain/rules.ts';

export type StoredRules = Omit<BookingRules, 'offeringId'>;

interface RulesRow {
  offering_id: string;
  version: bigint;
  rules: Partial<StoredRules>;
}

export const rulesStore: Store<BookingRules> = {
  async load(query: Query, loads: readonly Load[]) {
    const rows = await loadRows(query, loads.map(({ key }) => key.id));
    return new Map(rows.map(({ offering_id, rules }) => [offering_id, fromStoredRules(offering_id, rules)]));
  },
  async save(query: Query, changes: readonly Change<BookingRules>[]) {
    for (const { tenantId, after, version, now } of changes) {
      if (!after) continue;
      const { offeringId, ...rules } = after;
      await query.run(
        `insert into booking_rules (tenant_id, offering_id, version, rules, created_time, updated_time) values ($1, $2, $3, $4::jsonb, $5, $5)
         on conflict (tenant_id, offering_id) do update set version = excluded.version, rules = excluded.rules, updated_time = excluded.updated_time`,
        [tenantId, offeringId, version, JSON.stringify(rules), now],
      );
    }
  },
};

const loadRows = (query: Query, ids: readonly string[]): Promise<RulesRow[]> =>
  query.run<RulesRow>('select offering_id, version, rules from booking_rules where offering_id = any($1::uuid[])', [ids]);

/** What a document says, and the default for what it does not. */
export const fromStoredRules = (offeringId: string, rules: Partial<StoredRules>): BookingRules => ({ ...defaultRules(offeringId), ...rules });

/** The rules of an offering with their version; the default ones have version 0. */
export async function loadRules(query: Query, offeringId: string): Promise<{ readonly rules: BookingRules; readonly version: bigint }> {
  const [row] = await loadRows(query, [offeringId]);
  return row ? { rules: fromStoredRules(offeringId, row.rules), version: row.version } : { rules: defaultRules(offeringId), version: 0n };
}
