/** Many callers who want the places of one session at once, and what each was told: counted, and as a history to check. */
import { setTimeout as delay } from 'node:timers/promises';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AvailabilityService, BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { createRecorder, type Operation, type Outcome, type Recorder } from '../../runtime/testing/linearizability/history.ts';
import type { CapacityInput, CapacityOutput } from '../../runtime/testing/linearizability/models/capacity.ts';
import type { Served, ServiceHarness } from '../../runtime/testing/service-harness.ts';

/** One process that sells places. */
export interface Counter {
  readonly bookings: Pick<ClientOf<typeof BookingService.method>, 'createBooking' | 'getBooking' | 'cancelBooking'>;
  readonly availability: Pick<ClientOf<typeof AvailabilityService.method>, 'listSlots'>;
}

/** A counter at each of the harness's replicas. */
export const countersAt = <S extends Served>(harness: ServiceHarness<S>): readonly Counter[] =>
  harness.replicas.map((replica) => ({ bookings: harness.connect(BookingService, replica), availability: harness.connect(AvailabilityService, replica) }));

export interface Rush {
  /** Callers are spread over them. */
  readonly counters: readonly Counter[];
  readonly offeringId: string;
  readonly sessionId: string;
  readonly customer: () => Caller;
  readonly callers: number;
  /** Of all callers together. */
  readonly claims: number;
  /** Whoever won gives the place back before they claim again. */
  readonly returning?: boolean;
}

export interface RushResult {
  /** How many claims ended in each reason; `none` are those that won. */
  readonly reasons: Readonly<Record<string, number>>;
  /** TypeIDs of the bookings that were acknowledged. */
  readonly booked: readonly string[];
  /** From the first call to the last answer. */
  readonly seconds: number;
  readonly history: readonly Operation<CapacityInput, CapacityOutput>[];
}

type Work = (name: string, counter: Counter, caller: Caller) => Promise<void>;

const DAY = { fromTime: timestampFromDate(new Date('2027-03-10T00:00:00Z')), toTime: timestampFromDate(new Date('2027-03-11T00:00:00Z')) };
const READERS = 4;
// Often enough to see the places go one by one, and no load of its own.
const LOOK_EVERY_MS = 10;
// What is measured is when the last one is answered, however slow the machine is.
const deadlineMs = 100_000;

/** Runs the rush: each caller waits for an answer before the next call; a few more look at the places left all the while. */
export async function rush({ counters, offeringId, sessionId, customer, callers, claims, returning = false }: Rush): Promise<RushResult> {
  const recorder = createRecorder<CapacityInput, CapacityOutput>();
  const reasons = new Map<string, number>();
  const booked: string[] = [];
  let begun = 0;

  const claim: Work = async (name, counter, caller) => {
    while (begun < claims) {
      const holder = `claim ${(begun += 1)}`;
      const { id, reason } = await book(recorder, counter, { name, caller, holder, offeringId, sessionId });
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      if (id === undefined) continue;
      booked.push(id);
      await tend(recorder, counter, { name, caller, holder, sessionId, id, returning });
    }
  };

  const look: Work = async (name, { availability }, caller) => {
    while (begun < claims) {
      await recorder.record(sessionId, name, { kind: 'read' }, async () => {
        const { slots } = await availability.listSlots({ offeringId, ...DAY }, { caller, deadlineMs });
        return { status: 'ok', output: slots.find((slot) => slot.sessionId === sessionId)?.placesLeft ?? 0 };
      });
      await delay(LOOK_EVERY_MS);
    }
  };

  const crowd = (size: number, name: string, work: Work): Promise<void>[] =>
    Array.from({ length: size }, (_, index) => work(`${name} ${index}`, counterOf(counters, index), customer()));

  const start = performance.now();
  await Promise.all([...crowd(callers, 'caller', claim), ...crowd(READERS, 'reader', look)]);
  return { reasons: Object.fromEntries(reasons), booked, seconds: (performance.now() - start) / 1_000, history: recorder.operations() };
}

function counterOf(counters: readonly Counter[], index: number): Counter {
  const counter = counters[index % counters.length];
  if (!counter) throw new TypeError('a rush needs a counter');
  return counter;
}

interface Booked {
  readonly name: string;
  readonly caller: Caller;
  readonly holder: string;
  readonly sessionId: string;
}

type Histories = Recorder<CapacityInput, CapacityOutput>;

async function book(recorder: Histories, { bookings }: Counter, { name, caller, holder, sessionId, offeringId }: Booked & { readonly offeringId: string }) {
  let answer: { readonly id?: string; readonly reason: string } = { reason: 'UNANSWERED' };
  await recorder.record(sessionId, name, { kind: 'claim', holder, places: 1 }, async () => {
    answer = await bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId } }, { caller, deadlineMs }).then(
      ({ booking }) => ({ id: booking?.id ?? '', reason: 'none' }),
      (error: unknown) => ({ reason: reasonOf(error) }),
    );
    return outcomeOf(answer.reason);
  });
  return answer;
}

/** What was acknowledged is there. Returning callers give it back. */
async function tend(recorder: Histories, { bookings }: Counter, { name, caller, holder, sessionId, id, returning }: Booked & { readonly id: string; readonly returning: boolean }) {
  const asked = (call: Promise<unknown>): Promise<Outcome<boolean>> => call.then(() => outcomeOf('none'), (error: unknown) => outcomeOf(reasonOf(error)));
  await recorder.record(sessionId, name, { kind: 'holds', holder }, () => asked(bookings.getBooking({ id }, { caller, deadlineMs })));
  if (returning) await recorder.record(sessionId, name, { kind: 'release', holder }, () => asked(bookings.cancelBooking({ id }, { caller, deadlineMs })));
}

const REFUSALS = ['SLOT_TAKEN', 'NOT_FOUND', 'ALREADY_ENDED'];

/** A refusal is an answer; whatever else went wrong leaves open what happened. */
const outcomeOf = (reason: string): Outcome<boolean> =>
  reason === 'none' ? { status: 'ok', output: true } : REFUSALS.includes(reason) ? { status: 'ok', output: false } : { status: 'info' };

const reasonOf = (error: unknown): string => (error instanceof Failure ? error.reason : String(error));
