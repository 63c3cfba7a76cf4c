/** Audit logs as rows: entries are added, never changed; what is behind a log's base goes. */
import type { Change, LoaderAcrossTenants, Saver } from '../../runtime/actor/types.ts';
import { WriteConflict } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { reject } from '../../runtime/errors.ts';
import type { AuditSeal } from '../audit-seal.ts';
import { BEGINNING, emptyChain, type AuditChain, type Entry, type Mark } from '../domain/audit-chain.ts';

interface ChainRow {
  tenant_id: string;
  head_sequence: bigint;
  head_hash: Uint8Array;
  base_sequence: bigint;
  base_hash: Uint8Array;
  retention_days: number;
  seal: Uint8Array;
  reached: string | null;
  expired_sequence: bigint | null;
  expired_hash: Uint8Array | null;
}

/** A tenant with or without a log, and the highest number among its entries. */
type LoadedRow = { readonly id: string; readonly top: bigint | null } & (ChainRow | { readonly tenant_id: null });

/** Entries that go in one step: as many as a statement removes well within its limit. */
export const FORGOTTEN_AT_ONCE = 10_000;

const CHAINS = `
  select t.id, c.tenant_id, c.head_sequence, c.head_hash, c.base_sequence, c.base_hash, c.retention_days, c.seal, c.reached,
    e.sequence as expired_sequence, e.hash as expired_hash, (select max(a.sequence) from audit_entry a where a.tenant_id = t.id) as top
  from unnest($1::uuid[]) t (id) left join audit_chain c on c.tenant_id = t.id left join lateral (
    select sequence, hash from audit_entry e
    where e.tenant_id = c.tenant_id and e.sequence <= c.base_sequence + ${FORGOTTEN_AT_ONCE}
      and e.recorded_time < clock_timestamp() - make_interval(days => c.retention_days)
    order by e.recorded_time desc, e.sequence desc limit 1
  ) e on true`;

/** `onBroken` hears of logs whose end is not sealed by us; they go on, and stay unsealed. */
export const auditStore = (seal: AuditSeal, onBroken: (tenantId: string) => void): Saver<AuditChain> & LoaderAcrossTenants<AuditChain> => ({
  async loadAcross(query, loads) {
    const rows = await query.run<LoadedRow>(CHAINS, [[...new Set(loads.map(({ tenantId }) => tenantId))]]);
    const chains = new Map(rows.map((row) => [row.id, loaded(row, seal)]));
    for (const [tenantId, chain] of chains) if (chain && !chain.sealed) onBroken(tenantId);
    return loads.map(({ tenantId }) => chains.get(tenantId));
  },
  async save(query, changes) {
    await addEntries(query, changes);
    await saveChains(query, changes, seal);
    await forget(query, changes);
  },
});

/** A tenant's log, for reads outside turns; with its entries that stand where none should. */
export async function findChain(query: Query, tenantId: string, seal: AuditSeal): Promise<(AuditChain & { readonly version: bigint; readonly strays: readonly bigint[] }) | undefined> {
  const [row] = await query.run<ChainRow & { version: bigint; strays: bigint[] }>(
    `select c.*, null as expired_sequence, null as expired_hash, array(
       (select sequence from audit_entry e where e.tenant_id = c.tenant_id and e.sequence <= c.base_sequence order by sequence limit 1) union all
       (select sequence from audit_entry e where e.tenant_id = c.tenant_id and e.sequence > c.head_sequence order by sequence limit 1)
     ) as strays from audit_chain c where c.tenant_id = $1`,
    [tenantId],
  );
  return row && { ...fromRow(row, seal), version: row.version, strays: row.strays };
}

/** A log goes on behind whatever stands after its head; that such entries are not ours keeps it unsealed. */
function loaded(row: LoadedRow, seal: AuditSeal): AuditChain | undefined {
  const { top } = row;
  if (row.tenant_id === null) return top === null ? undefined : { ...emptyChain(row.id), head: { ...BEGINNING, sequence: top }, sealed: false };
  const chain = fromRow(row, seal);
  return top !== null && top > chain.head.sequence ? { ...chain, head: { ...chain.head, sequence: top }, sealed: false } : chain;
}

function fromRow(row: ChainRow, seal: AuditSeal): AuditChain {
  const chain = {
    id: row.tenant_id,
    head: { sequence: row.head_sequence, hash: row.head_hash },
    base: { sequence: row.base_sequence, hash: row.base_hash },
    retentionDays: row.retention_days,
    added: [],
    reached: row.reached ?? undefined,
    expired: expiredIn(row),
  };
  return { ...chain, sealed: seal.isOurs(chain, row.seal) };
}

const expiredIn = ({ expired_sequence: sequence, expired_hash: hash }: ChainRow): Mark | undefined => (sequence === null || hash === null ? undefined : { sequence, hash });

type Changes = readonly Change<AuditChain>[];

async function addEntries(query: Query, changes: Changes): Promise<void> {
  const rows = changes.flatMap(({ tenantId, after }) => (after?.added ?? []).map((entry): Entry & { tenantId: string } => ({ ...entry, tenantId })));
  if (rows.length === 0) return;
  const added = await query.run(
    `insert into audit_entry (tenant_id, sequence, source_id, recorded_time, actor, action, outcome, targets, hash, record)
     select tenant_id, sequence, source_id, recorded_time, actor, action, outcome, array(select jsonb_array_elements_text(targets)), hash, record
     from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::smallint[], $8::jsonb[], $9::bytea[], $10::bytea[])
       as e (tenant_id, sequence, source_id, recorded_time, actor, action, outcome, targets, hash, record)
     on conflict (tenant_id, source_id) do nothing returning 1`,
    [
      rows.map((r) => r.tenantId), rows.map((r) => r.sequence), rows.map((r) => r.sourceId), rows.map((r) => r.recorded), rows.map((r) => r.actor),
      rows.map((r) => r.action), rows.map((r) => r.outcome), rows.map((r) => JSON.stringify(r.targets)), rows.map((r) => Buffer.from(r.hash)), rows.map((r) => Buffer.from(r.record)),
    ],
  );
  if (added.length < rows.length) throw new WriteConflict(alreadyRecorded);
}

const alreadyRecorded = reject('ALREADY_RECORDED', 'The audit log has this already.', { code: 'ALREADY_EXISTS' });

async function saveChains(query: Query, changes: Changes, seal: AuditSeal): Promise<void> {
  const rows = changes.flatMap(({ after, version, now }) => (after ? [{ ...after, version, now }] : []));
  await query.run(
    `insert into audit_chain as c (tenant_id, version, head_sequence, head_hash, base_sequence, base_hash, retention_days, seal, reached, updated_time)
     select tenant_id, version, head_sequence, head_hash, base_sequence, base_hash, retention_days, seal, reached, $10::timestamptz
     from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bigint[], $6::bytea[], $7::int[], $8::bytea[], $9::text[])
       as n (tenant_id, version, head_sequence, head_hash, base_sequence, base_hash, retention_days, seal, reached)
     on conflict (tenant_id) do update set version = excluded.version, head_sequence = excluded.head_sequence, head_hash = excluded.head_hash,
       base_sequence = excluded.base_sequence, base_hash = excluded.base_hash, retention_days = excluded.retention_days, seal = excluded.seal,
       reached = excluded.reached, updated_time = excluded.updated_time`,
    [
      rows.map((r) => r.id), rows.map((r) => r.version), rows.map((r) => r.head.sequence), rows.map((r) => Buffer.from(r.head.hash)),
      rows.map((r) => r.base.sequence), rows.map((r) => Buffer.from(r.base.hash)), rows.map((r) => r.retentionDays),
      // An end that was not ours must not become ours by going on from it.
      rows.map((r) => (r.sealed ? seal.make(r) : UNSEALED)), rows.map((r) => r.reached ?? null), rows[0]?.now,
    ],
  );
}

const UNSEALED = Buffer.alloc(0);

async function forget(query: Query, changes: Changes): Promise<void> {
  const moved = changes.flatMap(({ tenantId, before, after }) => (after && after.base.sequence > (before?.base.sequence ?? 0n) ? [{ tenantId, upTo: after.base.sequence }] : []));
  if (moved.length === 0) return;
  await query.run('select audit_forget(tenant, up_to) from unnest($1::uuid[], $2::bigint[]) as m (tenant, up_to)', [moved.map((m) => m.tenantId), moved.map((m) => m.upTo)]);
}
