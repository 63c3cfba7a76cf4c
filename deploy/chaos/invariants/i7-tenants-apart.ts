/** I7: an id that a customer sees, or that an event carries, belongs to their own tenant. */
import { toTypeId, uuidOfTypeId } from '#runtime/ids.ts';
import type { Evidence, Invariant } from './evidence.ts';

/** Where ids of a kind are, by prefix: service and table. */
const KINDS: Readonly<Record<string, readonly [service: string, table: string]>> = {
  bkg: ['booking', 'booking'],
  ses: ['booking', 'session'],
  stf: ['booking', 'staff'],
  off: ['catalog', 'offering'],
  pay: ['payment', 'payment'],
  rcp: ['receipt', 'receipt'],
  ntf: ['notification', 'notification'],
};

const ID = /\b(?:bkg|ses|stf|off|pay|rcp|ntf)_[0-7][0-9a-hjkmnp-tv-z]{25}/g;

export const tenantsApart: Invariant = {
  name: 'I7',
  meaning: 'Every id in an answer or an event belongs to the tenant of the caller or the event, and an event says one tenant in row, headers and subject.',
  async check(evidence: Evidence) {
    const owners = await ownersOf(evidence);
    const strangers = (text: string, tenant: string): string[] =>
      [...new Set(text.match(ID))].filter((id) => owners.get(uuidOfTypeId(id) ?? '') !== tenant);
    const answers = evidence.calls.flatMap(({ method, customer, tenant, reply = '', message = '' }) =>
      strangers(reply + message, tenant).map((id) => `${method} showed ${customer} ${id}, which is not their tenant's`),
    );
    return [...new Set(answers), ...(await eventsOf(evidence, strangers))];
  },
};

async function ownersOf(evidence: Evidence): Promise<Map<string, string>> {
  const owners = new Map<string, string>();
  for (const [service, table] of Object.values(KINDS)) {
    for (const { id, tenant_id: tenant } of await evidence.rows(service)<{ id: string; tenant_id: string }>(`select id, tenant_id from ${table}`)) owners.set(id, tenant);
  }
  return owners;
}

interface EventRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly subject: string;
  readonly told: string | null;
  readonly payload: Buffer;
}

async function eventsOf(evidence: Evidence, strangers: (text: string, tenant: string) => string[]): Promise<string[]> {
  const found: string[] = [];
  for (const service of evidence.services) {
    const events = await evidence.rows(service)<EventRow>(
      `select id, tenant_id, subject, headers->>'ce-tenantid' as told, payload from outbox where tenant_id = any($1::uuid[])`,
      [evidence.tenants],
    );
    for (const { id, tenant_id: tenant, subject, told, payload } of events) {
      // Strings stand in Protobuf as they are, so ids can be read without knowing the message.
      found.push(...strangers(payload.toString('latin1'), tenant).map((stranger) => `event ${id} of ${service} carries ${stranger}, which is not its tenant's`));
      if (told !== tenant || !subject.includes(toTypeId('tnt', tenant))) found.push(`event ${id} of ${service} is ${tenant}'s, says ${told} and goes to ${subject}`);
    }
  }
  return found;
}
