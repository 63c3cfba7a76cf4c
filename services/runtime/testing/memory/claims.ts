/** Claims in memory: rows that only one key may have at a place, or at a time, as unique and exclusion constraints see to it. */
import type { Key, TouchingTurn } from '../../actor/types.ts';
import { duplicate, readOnly, SqlError } from './errors.ts';
import type { Row, Table } from './row.ts';
import { change, checkTenant, createTable, insert, otherWriter, see } from './rows.ts';
import type { Steps, Transaction } from './transaction.ts';

/** Which claims exclude each other, within a tenant and a key. */
export type ClaimRule<C> =
  /** At most one claim has a place. */
  | { readonly kind: 'unique'; place(claim: C): string | number }
  /** No two claims of a lane overlap in time; spans are half-open. */
  | { readonly kind: 'overlap'; lane?(claim: C): string | number; span(claim: C): { readonly start: Date; readonly end: Date } };

/** How the parts of a value that exclude each other are kept as rows of their own. */
export interface ClaimOptions<P, C> {
  /** The table's name. */
  readonly name: string;
  /** What a change takes and gives back; see `claimsBetween`. */
  changes(before: P | undefined, after: P | undefined): ClaimChanges<C>;
  /** Whose the claim is: only the same claim is given back. */
  nameOf(claim: C): string;
  readonly rule: ClaimRule<C>;
  /** Order in which claims of one key are taken. */
  compare?(a: C, b: C): number;
  /** What is thrown when a claim is taken already. */
  refuse(): Error;
  /** How a load reads claims; without it, values are as their rows say. */
  readonly read?: {
    /** The value, out of its own row and the claims there are. */
    restore(row: P | undefined, claims: readonly C[], key: Key): P | undefined;
    /** Whether the loads of a statement read the claim; all by default. */
    isWithin?(claim: C, turns: readonly TouchingTurn[]): boolean;
  };
}

/** Claims to be written, and claims to be deleted before. */
export interface ClaimChanges<C> {
  readonly taken: readonly C[];
  readonly left: readonly C[];
}

/** The changes of values that list all their claims. */
export function claimsBetween<P, C>(of: (value: P) => readonly C[], nameOf: (claim: C) => string): ClaimOptions<P, C>['changes'] {
  const only = (mine: P | undefined, other: P | undefined): C[] => {
    if (mine === undefined) return [];
    const kept = new Set(other === undefined ? [] : of(other).map(nameOf));
    return of(mine).filter((claim) => !kept.has(nameOf(claim)));
  };
  return (before, after) => ({ taken: only(after, before), left: only(before, after) });
}

export interface ClaimValue<C> {
  readonly tenantId: string;
  readonly key: Key;
  readonly claim: C;
}

export interface ClaimTable<C> {
  readonly table: Table<ClaimValue<C>>;
  /** Rows by tenant and key. */
  readonly byKey: Map<string, Set<Row<ClaimValue<C>>>>;
}

type Place = Pick<ClaimValue<unknown>, 'tenantId' | 'key'>;

const scopeOf = ({ tenantId, key }: Place): string => `${tenantId}/${key.id}`;

/** True for the same tenant and key. A row whose value moved to another key is found under both. */
const isAt = (a: Place, b: Place): boolean => a.tenantId === b.tenantId && a.key.id === b.key.id;

export function createClaimTable<C>(name: string): ClaimTable<C> {
  const byKey: ClaimTable<C>['byKey'] = new Map();
  const table = createTable<ClaimValue<C>>(name, ({ tenantId }) => tenantId, (row, value) => {
    // A row that is gone stays in the index until somebody looks: its value no longer tells where it stands.
    if (value) indexOf(byKey, value).add(row);
  });
  return { table, byKey };
}

function indexOf<C>(byKey: ClaimTable<C>['byKey'], value: Place): Set<Row<ClaimValue<C>>> {
  const scope = scopeOf(value);
  const found = byKey.get(scope);
  if (found) return found;
  const made = new Set<Row<ClaimValue<C>>>();
  byKey.set(scope, made);
  return made;
}

/** Rows of a key, committed or not. */
function* rowsAt<C>({ table, byKey }: ClaimTable<C>, at: Place): Iterable<Row<ClaimValue<C>>> {
  const rows = byKey.get(scopeOf(at));
  for (const row of rows ?? []) {
    if (table.rows.get(row.name) === row) yield row;
    else rows?.delete(row);
  }
}

/** Claims of a key that the transaction sees. */
export function claimsAt<C>(tx: Transaction, claims: ClaimTable<C>, at: Place): C[] {
  const found: C[] = [];
  for (const row of rowsAt(claims, at)) {
    const value = see(tx, row);
    if (value && isAt(value, at)) found.push(value.claim);
  }
  return found;
}

function nameOfRow<P, C>({ rule, nameOf }: ClaimOptions<P, C>, { tenantId, key, claim }: ClaimValue<C>): string {
  return rule.kind === 'unique' ? `${tenantId}/${key.id}/${rule.place(claim)}` : `${tenantId}/${nameOf(claim)}`;
}

/** Gives a claim back, if it is still that of the same name. */
export function* release<P, C>(tx: Transaction, options: ClaimOptions<P, C>, claims: ClaimTable<C>, value: ClaimValue<C>): Steps<void> {
  const row = claims.table.rows.get(nameOfRow(options, value));
  const mine = row && see(tx, row);
  if (!row || !mine || options.nameOf(mine.claim) !== options.nameOf(value.claim)) return;
  yield* change(tx, row, (found) => (options.nameOf(found.claim) === options.nameOf(value.claim) ? undefined : found));
}

/** Takes a claim unless another stands in its way; waits for those that nobody knows yet whether they will. */
export function* take<P, C>(tx: Transaction, options: ClaimOptions<P, C>, claims: ClaimTable<C>, value: ClaimValue<C>): Steps<boolean> {
  if (tx.readOnly) throw readOnly();
  checkTenant(tx, options.name, value.tenantId);
  const name = nameOfRow(options, value);
  const { rule } = options;
  if (rule.kind === 'overlap') checkSpan(rule, value);
  const row = yield* insert(tx, claims.table, name, value);
  if (row) indexOf(claims.byKey, value).add(row);
  // As in Postgres it is written before it is known whether something is in its way, and in the way of others meanwhile.
  if (!row && rule.kind === 'overlap') throw duplicate(options.name);
  return row !== undefined && (rule.kind === 'unique' || !(yield* overlaps(tx, rule, claims, value, row)));
}

type Overlap<C> = Extract<ClaimRule<C>, { kind: 'overlap' }>;

function checkSpan<C>(rule: Overlap<C>, { claim }: ClaimValue<C>): void {
  const { start, end } = rule.span(claim);
  if (end <= start) throw new SqlError('23514', 'a claim ends before it starts');
}

function* overlaps<C>(tx: Transaction, rule: Overlap<C>, claims: ClaimTable<C>, value: ClaimValue<C>, own: Row<ClaimValue<C>>): Steps<boolean> {
  for (;;) {
    const blocker = blockerOf(tx, rule, claims, value, own);
    if (typeof blocker === 'boolean') return blocker;
    yield blocker;
  }
}

/** True for a claim in the way, false for none; else the transaction that has yet to decide it. */
function blockerOf<C>(tx: Transaction, rule: Overlap<C>, claims: ClaimTable<C>, value: ClaimValue<C>, own: Row<ClaimValue<C>>): Transaction | boolean {
  const collides = (version: ClaimValue<C> | undefined): boolean => version !== undefined && collide(rule, version, value);
  for (const row of rowsAt(claims, value)) {
    if (row === own) continue;
    const writer = otherWriter(tx, row);
    if (writer ? collides(row.committed) || collides(row.pending) || collides(row.ghost) : collides(see(tx, row))) return writer ?? true;
  }
  return false;
}

function collide<C>(rule: Overlap<C>, a: ClaimValue<C>, b: ClaimValue<C>): boolean {
  if (!isAt(a, b) || (rule.lane?.(a.claim) ?? 0) !== (rule.lane?.(b.claim) ?? 0)) return false;
  const [x, y] = [rule.span(a.claim), rule.span(b.claim)];
  return x.start < y.end && y.start < x.end;
}
