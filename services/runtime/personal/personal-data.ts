/** What a service keeps about people, table by table: the one place from which it is given out, erased, guarded and kept no longer than needed. */
import type { Query } from '../db/query.ts';

/** A person in one business. */
export interface Person {
  /** Tenant's uuid. */
  readonly tenantId: string;
  /** The person's uuid. */
  readonly id: string;
}

/** What the law keeps although the person is erased. */
export interface Kept {
  /** For people. */
  readonly reason: string;
  /** SQL over the row: when it may go. */
  readonly until: string;
}

/** How long rows may name people. */
export interface RetentionRule {
  /** For people: `expired holds, 30 days after they ended`. */
  readonly rule: string;
  /** SQL over the row with `$1` as the present: true when its time is over and it has not been dealt with. */
  readonly when: string;
  /** Deletes the row; redacted otherwise. */
  readonly remove?: true;
}

/** A table with personal data. Texts are SQL over the columns of a row, never of anything that a caller gave. */
export interface PersonalTable {
  readonly table: string;
  /** Which rows are about a person: `$1` is the tenant, `$2` the person. */
  readonly rows: string;
  /** Type of the rows' key in `id`: locked while they are erased, so that no turn writes back what it has read. */
  readonly key?: string;
  /** File in the export, without its ending, and what is in it; absent when the export says it elsewhere. */
  readonly file?: { readonly name: string; readonly about: string; readonly fields: Readonly<Record<string, string>>; readonly order: string };
  /** What erasing does: removes the rows, leaves them for the law, or sets columns to these values. */
  readonly erase: 'remove' | Kept | Readonly<Record<string, string>>;
  /** Who a row that is written (`new`) is about: what is written late about who was erased is redacted on its way, or not written where rows are removed. */
  readonly guard?: string;
  /** New rows are looked at only, not each change of one: for tables that are written all the time, and whose rows nothing late can change. */
  readonly guardsInserts?: true;
  /** Whose the row is, for rows of guests that an account may claim. */
  readonly owner?: Owner;
  /** Outside calls on the rows' keys that are taken back: their inputs hold personal data. */
  readonly effects?: readonly string[];
  readonly retention?: RetentionRule;
}

/** How a row of a guest becomes that of the account which claims it. */
export interface Owner {
  /** Has the person's uuid; it becomes the account's. */
  readonly column: string;
  /** Other columns and the SQL of their values, in which `claimer` is the account's uuid. */
  readonly also?: Readonly<Record<string, string>>;
}

/** Columns and the SQL of their values once `claimer` has the row. */
export const claimOf = ({ column, also = {} }: Owner): readonly (readonly [column: string, value: string])[] => [[column, 'claimer'], ...Object.entries(also)];

/** Something that has to end before a person is erased. */
export interface Obstacle {
  /** TypeID. */
  readonly id: string;
  readonly description: string;
}

/** A file of an export. */
export interface PersonalFile {
  readonly name: string;
  readonly about: string;
  readonly content: Uint8Array;
}

/** Everything that a service keeps about people. */
export interface PersonalData {
  /** In the order of erasing: what is found through other tables comes before them. */
  readonly tables: readonly PersonalTable[];
  /** At most a hundred. */
  obstacles?(query: Query, person: Person, now: Date): Promise<readonly Obstacle[]>;
}

/** What a service does about personal data outside its tables, built with its parts. */
export interface PersonalExtras {
  /** Some files from the `offset`th on, and where to go on; nothing when there are no more. */
  files?(query: Query, person: Person, offset: number, signal: AbortSignal): Promise<{ readonly files: readonly PersonalFile[]; readonly next?: number }>;
  /** After the person was erased in a business: what concerns more than that business. Repeated until it succeeds. */
  afterErasure?(person: Person): Promise<void>;
  /** People whose time is over, where that is more than rows of this service: gives how many went. Every hour. */
  retain?(now: Date, signal?: AbortSignal): Promise<number>;
}

/** Stands where a name was. */
export const REDACTED = '[erased]';

export const isKept = (erase: PersonalTable['erase']): erase is Kept => typeof erase === 'object' && 'reason' in erase && 'until' in erase;

/** Columns and the SQL of their values after erasing; `undefined` when the rows are removed or kept. */
export const redactionOf = ({ erase }: Pick<PersonalTable, 'erase'>): readonly (readonly [column: string, value: string])[] | undefined =>
  erase === 'remove' || isKept(erase) ? undefined : Object.entries(erase);
