/** Keeps personal data no longer than its time: in short steps, in any number of replicas, one row by one of them at a time. */
import { systemClock, type Clock } from '../clock.ts';
import type { Query } from '../db/query.ts';
import type { Logger } from '../logger.ts';
import { pause } from '../events/pause.ts';
import { quietly } from '../telemetry/quiet.ts';
import { redactionOf, type PersonalData, type PersonalExtras, type PersonalTable, type RetentionRule } from './personal-data.ts';

const ROWS_AT_A_TIME = 500;
const HOUR_MS = 3_600_000;
/** Longer than anything about a person can be on its way: streams keep events for seven days, and the outbox sends them again for fourteen. */
export const TOMBSTONE_DAYS = 60;

/** Applies every rule of a service once, to rows of all tenants. Gives the number of rows that went or were redacted. */
export async function applyRetention(relay: Query, { tables }: PersonalData, now: Date, signal?: AbortSignal): Promise<number> {
  let rows = 0;
  for (const table of tables) {
    const { retention } = table;
    if (!retention) continue;
    const sql = statementOf(table, retention);
    for (let step = ROWS_AT_A_TIME; step === ROWS_AT_A_TIME && !signal?.aborted; rows += step) step = (await relay.run(sql, [now])).length;
  }
  await relay.run(`delete from erased_person where erased_time < $1::timestamptz - interval '${TOMBSTONE_DAYS} days'`, [now]);
  return rows;
}

function statementOf(table: PersonalTable, { when, remove }: RetentionRule): string {
  const due = `ctid = any(array(select ctid from ${table.table} where ${when} limit ${ROWS_AT_A_TIME} for update skip locked)) returning 1`;
  if (remove) return `delete from ${table.table} where ${due}`;
  const columns = redactionOf(table);
  if (!columns) throw new TypeError(`${table.table}: retention has nothing to redact; say remove`);
  return `update ${table.table} set ${columns.map(([column, value]) => `${column} = ${value}`).join(', ')} where ${due}`;
}

export interface RetentionOptions {
  readonly relay: Query;
  readonly personal: PersonalData;
  readonly extras?: Pick<PersonalExtras, 'retain'>;
  readonly logger: Logger;
  /** The present; the machine's clock by default. */
  readonly now?: () => Date;
  readonly clock?: Clock;
}

/** Applies the rules at once and every hour, until disposed. */
export function startPersonalRetention({ relay, personal, extras = {}, logger, now = () => new Date(), clock = systemClock }: RetentionOptions): AsyncDisposable {
  const controller = new AbortController();
  const { signal } = controller;
  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        const rows = await quietly(() => applyRetention(relay, personal, now(), signal));
        if (rows > 0) logger.info({ rows }, 'personal data whose time was over is gone');
        const people = (await quietly(async () => extras.retain?.(now(), signal))) ?? 0;
        if (people > 0) logger.info({ people }, 'people whose time was over are erased');
      } catch (error) {
        if (!signal.aborted) logger.warn({ err: error }, 'retention of personal data was interrupted; it is tried again in an hour');
      }
      await pause(HOUR_MS, signal, clock);
    }
  }
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await running;
    },
  };
}
