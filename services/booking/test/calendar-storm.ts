/** Random callers who book, move and give back time of two people and a room at once, and what each was told: a history to check. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { randomBytes } from 'node:crypto';
import type { Mailbox } from '../../runtime/actor/mailbox.ts';
import type { Key } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { createRecorder, type Operation, type Outcome } from '../../runtime/testing/linearizability/history.ts';
import type { CalendarsInput, CalendarsOutput, Unit } from '../../runtime/testing/linearizability/models/calendars.ts';
import { createRandom } from '../../runtime/testing/simulation/random.ts';
import type { BookingTurn } from '../actors/booking-turn.ts';
import { cancel } from '../domain/cancel.ts';
import { bookingCode } from '../domain/code.ts';
import { exampleOffering, minutesAfter, NOW } from '../domain/example-booking.ts';
import { hold, type PlaceWish } from '../domain/hold.ts';
import { timeFrom } from '../domain/local-time.ts';
import { reschedule } from '../domain/reschedule.ts';
import { takesOf } from '../domain/takes.ts';
import { bookingKey, calendarKey } from '../keys.ts';
import { preparedBookings } from './unguarded.ts';

const DAY = new Date('2027-03-10T09:00:00Z');
const [CALLERS, ROUNDS, STARTS] = [12, 4, 6] as const;
const [MINUTES, BUFFER] = [30, 15] as const;
const ZONE = exampleOffering.timeZone;

export interface Storm {
  readonly seed: number;
  readonly tenantId: string;
  /** Of two people and a room: calendars that everybody wants. */
  readonly calendars: readonly [ana: string, ben: string, room: string];
  /** The mailbox for the next call. */
  readonly mailbox: () => Mailbox;
  /** Whoever has a time keeps it. */
  readonly keeping?: boolean;
}

export interface Stormed {
  readonly history: readonly Operation<CalendarsInput, CalendarsOutput>[];
  /** Ids of bookings that were acknowledged and not given back. */
  readonly kept: readonly string[];
}

/** Blows until every caller is done; chance is that of the seed, what meets what is not. */
export async function storm({ seed, tenantId, calendars: [ana, ben, room], mailbox, keeping = false }: Storm): Promise<Stormed> {
  const random = createRandom(seed);
  const recorder = createRecorder<CalendarsInput, CalendarsOutput>();
  const kept = new Set<string>();
  const offering = { ...exampleOffering, id: newId(), kind: 'service' as const };

  const wish = (): PlaceWish & { readonly units: readonly Unit[] } => {
    const start = minutesAfter(DAY, 15 * random.below(STARTS));
    const span = { start, end: minutesAfter(start, MINUTES + BUFFER) };
    const choices = [random.pick([[ana], [ben], [ana, ben]]), ...(random.chance(0.3) ? [[room]] : [])];
    const units = choices.map((ids) => ({ ...span, candidates: ids.map((id) => ({ id, kind: id === room ? 'room' : 'staff', name: id.slice(-4) })) }));
    return {
      offering, claimId: newId(),
      place: { kind: 'time', time: timeFrom(start, MINUTES, ZONE), units, day: { from: DAY, to: minutesAfter(DAY, 1440) }, staysWith: [] },
      units: units.map(({ candidates }) => ({ start: span.start.getTime(), end: span.end.getTime(), candidates: candidates.map(({ id }) => id) })),
    };
  };

  /** Runs a turn on the booking and all three calendars; gives what the booking has afterwards. */
  async function ask(subject: string, booking: Key, decide: (turn: BookingTurn) => void): Promise<Outcome<CalendarsOutput>> {
    let chosen: readonly string[] = [];
    const turn = mailbox().submit({
      actor: preparedBookings, caller: { tenantId, subject, roles: ['user'] }, method: 'storm', requestId: newId(), bodyHash: randomBytes(32),
      keys: [booking, ...[ana, ben, room].map(calendarKey)], context: ROOT_CONTEXT,
      run(turn) {
        decide(turn);
        chosen = turn.state.booking ? takesOf(turn.state.booking.place).map(({ id }) => id) : [];
        return new Uint8Array();
      },
    });
    return turn.then(
      () => ({ status: 'ok', output: chosen }),
      (error: unknown) => outcomeOf(error),
    );
  }

  async function call(name: string): Promise<void> {
    const id = newId();
    const by = { actor: id, staff: false, reason: '' };
    const wanted = wish();
    const customer = { id, name, email: 'ana@example.com', phone: '' };
    const held = await recorder.record(tenantId, name, { kind: 'claim', holder: id, units: wanted.units }, () =>
      ask(id, { ...bookingKey(id), born: true }, (turn) =>
        void turn.apply(hold(turn.state, { ...wanted, bookingId: id, code: bookingCode(randomBytes(8)), customer, expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {} }, turn.now))));
    if (held.status !== 'ok' || held.output === false) return;
    kept.add(id);
    if (keeping) return;
    if (random.chance(0.5)) {
      const move = wish();
      await recorder.record(tenantId, name, { kind: 'move', holder: id, units: move.units }, () =>
        ask(id, bookingKey(id), (turn) => void turn.apply(reschedule(turn.state, { ...move, expectedTotal: undefined }, by, turn.now))));
    }
    if (random.chance(0.5)) return;
    const given = await recorder.record(tenantId, name, { kind: 'release', holder: id }, async () => {
      const outcome = await ask(id, bookingKey(id), (turn) => void turn.apply(cancel(turn.state, by, NOW)));
      return outcome.status === 'ok' ? { status: 'ok', output: outcome.output !== false } : outcome;
    });
    if (given.status === 'ok') kept.delete(id);
  }

  await Promise.all(Array.from({ length: CALLERS }, async (_, index) => {
    for (let round = 0; round < ROUNDS; round += 1) await call(`caller ${index}.${round}`);
  }));
  return { history: recorder.operations(), kept: [...kept] };
}

function outcomeOf(error: unknown): Outcome<CalendarsOutput> {
  const reason = error instanceof Failure ? error.reason : '';
  if (reason === 'SLOT_TAKEN') return { status: 'ok', output: false };
  // To be told that it is there already says nothing about what is free.
  return { status: reason === 'NOTHING_TO_MOVE' ? 'fail' : 'info' };
}
