/** No table and no text that may be about somebody is forgotten: each is declared by its service, or stands here with the reason why it need not be. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { expect } from 'chai';
import pg from 'pg';
import { migrate } from '#runtime/db/migrate.ts';
import { redactionOf } from '#runtime/personal/personal-data.ts';
import { createTestDatabase } from '#runtime/testing/database.ts';
import { SHARED_TABLES as ofAdmin } from '../../services/admin/db/shared-tables.ts';
import { SHARED_TABLES as ofUser } from '../../services/user/db/shared-tables.ts';
import { DECLARED } from './declared-personal-data.ts';

const SHARED: Readonly<Record<string, readonly string[]>> = { admin: ofAdmin, user: ofUser };
const SERVICES = new URL('../../services/', import.meta.url);

const OF_THE_BUSINESS = 'is about the business and what it sells';

/** Why a table has no declaration. */
const REASONS: Readonly<Record<string, string>> = {
  'admin.audit_chain': 'has hashes of the log',
  'admin.audit_entry': 'is the audit log, which stays for its own time; it has numbers and addresses of the network',
  'admin.span': 'names nobody, and goes after seven days',
  'booking.booking_rules': OF_THE_BUSINESS,
  'booking.booking_series': 'has the number of who booked, and nothing else about them',
  'booking.claim': 'has numbers and times alone',
  'booking.closure': OF_THE_BUSINESS,
  'booking.offering': OF_THE_BUSINESS,
  'booking.resource': OF_THE_BUSINESS,
  'booking.seat': 'has numbers alone',
  'booking.session': OF_THE_BUSINESS,
  'booking.staff': 'has who serves customers under the name that the business shows; it has no account, and the business takes it away',
  'catalog.brand': OF_THE_BUSINESS,
  'catalog.category': OF_THE_BUSINESS,
  'catalog.offering': OF_THE_BUSINESS,
  'catalog.search_description': OF_THE_BUSINESS,
  'catalog.search_document': OF_THE_BUSINESS,
  'catalog.search_group': OF_THE_BUSINESS,
  'catalog.search_word': OF_THE_BUSINESS,
  'notification.tenant': 'has the address of a business, not of a person',
  'payment.payment_account': OF_THE_BUSINESS,
  'receipt.receipt_counter': 'counts',
  'receipt.tenant': OF_THE_BUSINESS,
  'user.api_key': 'is the business’s, and has the number of who made it',
  'user.domain_owner': OF_THE_BUSINESS,
  'user.erasure': 'tells that somebody was erased, by their number alone',
  'user.identity': 'goes with the last business that knows the person, and with it passkeys and linked accounts',
  'user.linked_identity': 'goes with the account',
  'user.own_domain': OF_THE_BUSINESS,
  'user.passkey': 'goes with the account',
  'user.sign_in_attempt': 'has hashes alone, and goes after its time',
  'user.signing_key': 'has keys of the platform',
  'user.social_flow': 'goes after ten minutes',
  'user.spent_challenge': 'has numbers alone',
  'user.tenant': 'has the address of a business, not of a person',
  'user.tenant_slug': OF_THE_BUSINESS,
};

/** Tables of the runtime, the same in all services. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  actor_anchor: 'has numbers alone',
  claimed_guest: 'has numbers alone',
  consumer_position: 'has numbers alone',
  dead_letter: 'is erased with whom it names',
  effect: 'goes when it is done, and is taken back as its table declares',
  erased_person: 'has numbers alone',
  outbox: 'goes after fourteen days, by week',
  request_log: 'goes after thirty days',
  schema_migration: 'has names of migrations',
};

/** Words that stay in the rows of who was erased: kinds, states, times, amounts and numbers at others, and what the business says. */
const STAYING: Readonly<Record<string, readonly string[]>> = {
  'booking.booking': [
    'checkout', 'code', 'currency', 'lines', 'local_end', 'local_start', 'metadata', 'offering', 'policy', 'request_hash', 'request_id', 'request_principal', 'staff_name', 'status', 'takes', 'time_zone', 'trace_id',
  ],
  'booking.booking_history': ['actor', 'change', 'from_status', 'to_status'],
  'booking.booking_step': ['name', 'service'],
  'booking.customer': ['metadata'],
  'booking.waitlist_entry': ['metadata', 'status', 'trace_id'],
  'integration.tracked_event': ['currency', 'event_id', 'event_name', 'metadata', 'provider_request_id', 'state'],
  'notification.account_mail': ['kind', 'metadata', 'status'],
  'notification.booking': ['metadata'],
  'notification.notification': ['kind', 'metadata', 'status'],
  'payment.payment': ['account', 'currency', 'metadata', 'payable_kind', 'provider', 'provider_reference', 'released', 'status', 'traceparent'],
  'payment.provider_event': ['account', 'event_id', 'provider', 'type'],
  'payment.refund': ['currency', 'metadata', 'provider_reference', 'status'],
  'user.mail_link': ['metadata', 'purpose'],
};

interface Column {
  readonly table: string;
  readonly name: string;
  /** Whether it has room for words. */
  readonly wordy: boolean;
}

async function columnsOf(service: string): Promise<readonly Column[]> {
  await using files = await createTestDatabase(service);
  await migrate({ ...files, folder: new URL(`${service}/db/migrations/`, SERVICES), sharedTables: SHARED[service] ?? [] });
  const client = new pg.Client({ connectionString: files.ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Column>(
      `select c.relname as table, a.attname as name, format_type(a.atttypid, null) = any('{text,text[],jsonb,json,bytea,character varying,inet}') as wordy
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1, a.attnum`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

describe('tables that may be about somebody', function () {
  this.timeout(60_000);
  let columns: ReadonlyMap<string, readonly Column[]>;

  before(async () => {
    const folders = await readdir(SERVICES, { withFileTypes: true });
    const services = folders.map(({ name }) => name).filter((name) => name !== 'runtime' && existsSync(new URL(`${name}/db/migrations/`, SERVICES)));
    const found = new Map<string, readonly Column[]>();
    for (const service of services) found.set(service, await columnsOf(service));
    columns = found;
  });

  it('are declared by their service, or there is a reason', () => {
    const undeclared = [...columns].flatMap(([service, found]) =>
      [...new Set(found.map(({ table }) => table))].filter((table) => !EVERYWHERE[table] && !DECLARED[service]?.tables.some((one) => one.table === table)).map((table) => `${service}.${table}`),
    );
    // Neither one that has no reason, nor a reason for one that is gone or declared.
    expect(undeclared.toSorted()).to.deep.equal(Object.keys(REASONS).toSorted());
  });

  it('have no words that stay when the person goes, but for what says nothing of them', () => {
    const staying = [...columns].flatMap(([service, found]) =>
      (DECLARED[service]?.tables ?? []).flatMap((declared) => {
        const redacted = new Set(redactionOf(declared)?.map(([column]) => column));
        if (redacted.size === 0) return [];
        const names = found.filter(({ table, name, wordy }) => table === declared.table && wordy && !redacted.has(name)).map(({ name }) => name);
        return names.length > 0 ? [[`${service}.${declared.table}`, names.toSorted()] as const] : [];
      }),
    );
    expect(Object.fromEntries(staying)).to.deep.equal(STAYING);
  });
});
