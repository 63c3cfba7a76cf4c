/** Whose calendars the last question about an offering needed: the next one reads them together with everything else, and again when it needs others. */
import { boundedMap } from '../../runtime/rpc/bounded-map.ts';
import type { BookingRules } from '../domain/rules.ts';

/** What a question about an offering turned out to depend on. */
export interface Needed {
  /** Of everyone and everything that could serve it. */
  readonly ids: readonly string[];
  readonly rules: BookingRules;
  readonly durationMinutes: number;
}

/** Guesses, never facts: whoever uses one compares it with what is true. */
export interface Foresight {
  /** By tenant and offering (uuids). */
  expected(tenantId: string, offeringId: string): Needed | undefined;
  remember(tenantId: string, offeringId: string, needed: Needed): void;
}

const OFFERINGS = 2_000;

export function createForesight(): Foresight {
  const known = boundedMap<string, Needed>(OFFERINGS);
  const addressOf = (tenantId: string, offeringId: string): string => `${tenantId}/${offeringId}`;
  return {
    expected: (tenantId, offeringId) => known.get(addressOf(tenantId, offeringId)),
    remember: (tenantId, offeringId, needed) => known.set(addressOf(tenantId, offeringId), needed),
  };
}
