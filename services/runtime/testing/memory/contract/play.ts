/** Plays scripts of two clients on a database: what each statement gives, and whom it waits for, step by step. */
import fc from 'fast-check';
import { WriteConflict } from '../../../actor/types.ts';
import type { Query } from '../../../db/query.ts';
import { hold, type Ground, type Held, type StandClient } from './stand.ts';

/** One thing that one of the clients does: something in its transaction, or that transaction's end. */
export interface Step<Op> {
  readonly client: 0 | 1;
  readonly op: Op | 'commit' | 'rollback';
}

/** Scripts of up to so many steps. */
export const scriptsOf = <Op>(op: fc.Arbitrary<Op>, maxLength: number): fc.Arbitrary<Step<Op>[]> =>
  fc.array(
    fc.record({
      client: fc.constantFrom(0 as const, 1 as const),
      op: fc.oneof({ weight: 5, arbitrary: op }, { weight: 1, arbitrary: fc.constantFrom('commit' as const, 'commit' as const, 'rollback' as const) }),
    }),
    { minLength: 2, maxLength, size: 'max' },
  );

/** Where a script is played, and what its steps mean. */
export interface Stage<Op> {
  readonly ground: Pick<Ground, 'waiting'>;
  readonly clients: readonly [StandClient, StandClient];
  readonly tenantId: string;
  /** Does one thing in the client's transaction; `nth` is the step's place in the script. */
  perform(query: Query, op: Op, nth: number, client: 0 | 1): Promise<unknown>;
  /** Lets the time pass that a deadlock takes to be found. */
  breakDeadlock(): void;
}

/** As text that tells values apart, whatever the order of their fields. */
export const show = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (part instanceof Map) return [...part];
    return typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  }) ?? 'nothing';

/** What came of the work. `settled` makes sure that the server is done with a statement that failed: Postgres tells first, and frees the locks then. */
async function outcomeOf(work: Promise<unknown>, settled: () => Promise<unknown>): Promise<string> {
  try {
    return show(await work);
  } catch (error) {
    if (error instanceof WriteConflict) return error.rejection.reason;
    if (!(error instanceof Error && 'code' in error)) throw error;
    await settled().catch(() => undefined);
    return String(error.code);
  }
}

/** Plays a script; gives one line for each thing that happened. */
export async function play<Op extends { readonly kind: string }>({ ground, clients, tenantId, perform, breakDeadlock }: Stage<Op>, script: readonly Step<Op>[]): Promise<string[]> {
  const open: [Held<void> | undefined, Held<void> | undefined] = [undefined, undefined];
  const news: [string[], string[]] = [[], []];
  const running = new Set<0 | 1>();
  const lines: string[] = [];

  /** Until every statement has ended or waits for the other client. False when both wait. */
  async function quiet(): Promise<boolean> {
    let waiting: number;
    let known: number;
    do {
      known = running.size;
      waiting = await ground.waiting();
      if (running.size > waiting) await new Promise(setImmediate);
      // Whoever ended while we asked may have let go of what the other one waited for.
    } while (running.size !== known || known > waiting);
    lines.push(...news[0].splice(0), ...news[1].splice(0), ...[...running].map((client) => `${client} waits`));
    return waiting < 2;
  }

  /** Whose statement fails depends on when each began to wait: both have to give up. */
  async function giveUp(): Promise<void> {
    while (running.size === 2) {
      breakDeadlock();
      await new Promise(setImmediate);
    }
    for (const client of [0, 1] as const) if (!running.has(client)) await open[client]?.rollback();
    while (running.size > 0) await new Promise(setImmediate);
    for (const client of [0, 1] as const) await open[client]?.rollback();
    open.fill(undefined);
  }

  async function end(client: 0 | 1, how: 'commit' | 'rollback'): Promise<void> {
    await open[client]?.[how]();
    open[client] = undefined;
    lines.push(`${client} ${how}`);
    await quiet();
  }

  for (const [nth, { client, op: todo }] of script.entries()) {
    if (running.has(client)) continue;
    if (todo === 'commit' || todo === 'rollback') {
      if (open[client]) await end(client, todo);
      continue;
    }
    const { query } = (open[client] ??= await hold(clients[client], async () => undefined, [tenantId]));
    running.add(client);
    const performed = outcomeOf(perform(query, todo, nth, client), () => clients[client].tables.batch.now(query));
    void performed.then((outcome) => {
      running.delete(client);
      news[client].push(`${nth} ${client} ${todo.kind} ${outcome}`);
    });
    if (await quiet()) continue;
    await giveUp();
    break;
  }
  for (const client of [0, 1, 0] as const) if (open[client] && !running.has(client)) await end(client, 'commit');
  return lines;
}
