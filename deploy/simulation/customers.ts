/** Customers of the simulated shops: they book, pay, pay late or not at all, move, ask for more time, cancel, ask again under the same request id, and leave. */
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingService, CancelBookingRequestSchema, CreateBookingRequestSchema, GetBookingRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { PaymentService, RefundPaymentRequestSchema } from '#proto/berth/payment/v1/payment_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { fromTypeId, toTypeId } from '#runtime/ids.ts';
import { paymentIdOf } from '../../services/payment/keys.ts';
import { PASSING, TRIES } from './ask.ts';
import { callNode } from './call.ts';
import { extend, move } from './changes.ts';
import type { Offering } from '../../services/booking/domain/offering.ts';
import type { Choice, Journal, TimeWish, Wish } from './journal.ts';
import { pay } from './paying.ts';
import { bookSeries } from './series.ts';
import { unitsAt, type Shop } from './shop.ts';
import { FULL, waitForTime, waitInLine } from './waiters.ts';
import type { World } from './world.ts';

/** What a customer is like. */
const KINDS = ['pays', 'pays', 'pays', 'pays late', 'declined first', 'leaves', 'cancels', 'cancels', 'cancels after paying', 'pays and cancels at once', 'refunded by the shop', 'moves', 'moves after paying', 'wants more time', 'wants another'] as const;
const FICKLE = ['leaves', 'cancels', 'cancels', 'cancels after paying'] as const;
type Kind = (typeof KINDS)[number];

/** Lets the plan's customers come and go; the journal tells when all have left. */
export function sendCustomers(world: World, journal: Journal): void {
  const { plan, scheduler } = world;
  for (let index = 0; index < plan.customers; index += 1) {
    journal.open += 1;
    // Together, so that they meet; some later, when places have come back.
    const arrival = scheduler.random.chance(0.6) ? scheduler.random.between(0, plan.rushMs) : scheduler.random.between(0, plan.activeMs);
    void world.sleep(arrival).then(() => visit(world, journal)).finally(() => (journal.open -= 1));
  }
}

async function visit(world: World, journal: Journal): Promise<void> {
  const { random } = world.scheduler;
  const shop = random.pick(world.shops);
  const customer: Caller = { tenantId: shop.tenantId, subject: world.newId(), roles: ['user'] };
  if (random.chance(world.plan.wantSeries)) return bookSeries(world, journal, shop, customer);
  const kind = world.plan.limits.perCustomer !== undefined && random.chance(0.5) ? 'wants another' : random.chance(world.plan.fickle) ? random.pick(FICKLE) : random.pick(KINDS);
  for (let wishes = 0; wishes < 2; wishes += 1) {
    // Whoever wants another asks for both at once, and forgets about that one.
    const [wish] = await Promise.all([book(world, journal, shop, customer), ...(kind === 'wants another' ? [book(world, journal, shop, customer)] : [])]);
    if (wish.booking) return afterwards(world, journal, shop, wish, wish.booking, kind);
    if (FULL.has(wish.refused) && random.chance(0.65)) return wish.time ? waitForTime(world, journal, shop, wish, wish.time) : waitInLine(world, journal, shop, wish);
    if (random.chance(0.5)) return;
    await world.sleep(random.between(500, 20_000));
  }
}

/** Asks for a place until it is known what became of that, or for long enough. */
async function book(world: World, journal: Journal, shop: Shop, customer: Caller): Promise<Wish> {
  const { random, now } = world.scheduler;
  const wantsSession = random.chance(world.plan.wantSession);
  const partySize = (wantsSession ? world.plan.capacity : world.plan.classPlaces) > 1 && random.chance(0.3) ? 2 : 1;
  const time: TimeWish = { start: random.pick(shop.starts), ...lengthWanted(world), staffId: random.chance(0.2) ? random.pick(shop.staff).id : undefined };
  const choice = choiceOf(world, wantsSession ? shop.event : shop.service, time.extraMinutes > 0 && !wantsSession);
  const wish: Wish = {
    customer, requestId: world.newId(), partySize, choice, calledMs: now(),
    resource: wantsSession ? shop.session.id : `${shop.tenantId} ${time.start.toISOString()}`,
    units: wantsSession ? [] : unitsAt(shop, world.plan, time),
    time: wantsSession ? undefined : time,
  };
  journal.wishes.push(wish);
  const request = create(CreateBookingRequestSchema, {
    offeringId: toTypeId('off', choice.offering.id),
    place: wantsSession ? { case: 'sessionId', value: toTypeId('ses', shop.session.id) } : { case: 'slot', value: toSlot(time) },
    partySize,
    variantId: choice.variant ? toTypeId('var', choice.variant.id) : '',
    addOns: choice.addOns.map(({ id }) => ({ addOnId: toTypeId('add', id) })),
  });
  for (let tries = 0; tries < TRIES; tries += 1) {
    const reply = await callNode(world, world.nodesOf('booking'), { method: BookingService.method.createBooking, request, caller: customer, requestId: wish.requestId, label: 'CreateBooking' });
    if (reply.kind === 'ok' && reply.message.booking) noteBooking(world, wish, reply.message.booking, reply.bytes);
    const again = reply.kind === 'unknown' || (reply.kind === 'failed' && PASSING.has(reply.failure.code)) || random.chance(0.1);
    if (reply.kind === 'unknown') wish.unanswered = true;
    if (reply.kind === 'failed' && !again) noteRefusal(world, wish, reply.failure.reason);
    if (!again) return wish;
    await world.sleep(random.between(50, 3_000));
  }
  return wish;
}

/** Often one of the variants. */
function choiceOf({ scheduler: { random } }: World, offering: Offering, isLonger: boolean): Choice {
  return { offering, variant: random.chance(0.5) ? random.pick(offering.variants) : undefined, addOns: isLonger ? offering.addOns : [] };
}

/** Only who wants the same time to the minute can share it. */
function lengthWanted({ plan, scheduler: { random } }: World): Pick<TimeWish, 'minutes' | 'extraMinutes'> {
  if (plan.classPlaces > 1 && random.chance(0.8)) return { minutes: 0, extraMinutes: 0 };
  return { minutes: random.pick([0, 30]), extraMinutes: random.pick([0, 0, 0, 30]) };
}

const toSlot = ({ start, minutes, staffId }: TimeWish) =>
  ({ startTime: timestampFromDate(start), durationMinutes: minutes, staffId: staffId === undefined ? '' : toTypeId('stf', staffId) });

/** I8: the same request is answered with the same bytes, however often and wherever it is asked. */
function noteBooking(world: World, wish: Wish, booking: Booking, bytes: Uint8Array): void {
  if (wish.bytes && Buffer.compare(wish.bytes, bytes) !== 0) world.violate('I8', `request ${wish.requestId} was answered with two different bookings`);
  // A try that was refused before claimed nothing.
  if (!wish.bytes) wish.answeredMs = world.scheduler.now();
  wish.booking ??= booking;
  wish.bytes ??= bytes;
}

/** A refusal stores nothing, so a later try may find room; the other way round must not be. */
function noteRefusal(world: World, wish: Wish, reason: string): void {
  if (wish.booking) world.violate('I8', `request ${wish.requestId} was booked and is refused with ${reason} now`);
  wish.refused = reason;
  wish.answeredMs ??= world.scheduler.now();
}

async function afterwards(world: World, journal: Journal, shop: Shop, wish: Wish, booking: Booking, kind: Kind): Promise<void> {
  const { random } = world.scheduler;
  const bookingId = fromTypeId('bkg', booking.id, 'booking.id');
  if (random.chance(0.3)) await look(world, wish, booking);
  if (kind === 'leaves') return undefined;
  if (kind === 'cancels') {
    // Often at once: then what tells of it may pass what tells of the booking.
    await world.sleep(random.chance(0.7) ? random.between(0, 50) : random.between(0, 15_000));
    await cancel(world, journal, wish.customer, booking);
    // Whoever regrets that comes again at once, perhaps while others are about to be asked.
    if (random.chance(world.plan.fickle)) await book(world, journal, shop, wish.customer);
    return undefined;
  }
  if (kind === 'wants more time') for (let times = 1 + random.below(3); times > 0; times -= 1) await extend(world, wish.customer, booking.id);
  const paying = pay(world, bookingId, kind);
  if (kind === 'moves') await move(world, journal, shop, wish, booking);
  if (kind === 'pays and cancels at once') await cancel(world, journal, wish.customer, booking);
  await paying;
  await world.sleep(random.between(0, 5_000));
  if (kind === 'moves after paying') await move(world, journal, shop, wish, booking);
  if (kind === 'cancels after paying') return cancel(world, journal, wish.customer, booking);
  if (kind === 'refunded by the shop') return refund(world, wish.customer.tenantId, bookingId);
}

/** I2: what was acknowledged can be seen, by whichever process. */
async function look(world: World, { customer }: Wish, { id, code }: Booking): Promise<void> {
  const request = create(GetBookingRequestSchema, { id });
  const reply = await callNode(world, world.nodesOf('booking'), { method: BookingService.method.getBooking, request, caller: customer, requestId: '', label: 'GetBooking' });
  if (reply.kind === 'failed' && reply.failure.code === 'NOT_FOUND') world.violate('I2', `booking ${code} was acknowledged and cannot be found`);
  if (reply.kind === 'ok' && reply.message.booking?.code !== code) world.violate('I2', `booking ${code} is shown as ${reply.message.booking?.code ?? 'nothing'}`);
}

async function cancel(world: World, journal: Journal, caller: Caller, { id }: Booking): Promise<void> {
  const { random } = world.scheduler;
  const request = create(CancelBookingRequestSchema, { id, reason: 'Changed my mind' });
  const requestId = world.newId();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const reply = await callNode(world, world.nodesOf('booking'), { method: BookingService.method.cancelBooking, request, caller, requestId, label: 'CancelBooking' });
    if (reply.kind === 'unknown') journal.unansweredCancellations.add(fromTypeId('bkg', id, 'id'));
    if (reply.kind === 'ok') return void journal.cancellations.push({ bookingId: fromTypeId('bkg', id, 'id'), acknowledgedMs: world.scheduler.now() });
    const again = reply.kind === 'unknown' || PASSING.has(reply.failure.code) || reply.failure.reason === 'PAYMENT_IN_PROGRESS';
    if (!again) return;
    await world.sleep(random.between(500, 4_000));
  }
}

/** Staff gives some or all of the money back. */
async function refund(world: World, tenantId: string, bookingId: string): Promise<void> {
  const { random } = world.scheduler;
  const amount = random.chance(0.5) ? { amountMinor: BigInt(random.pick([500, 4_500, 9_000])), currencyCode: 'EUR' } : undefined;
  const request = create(RefundPaymentRequestSchema, { id: toTypeId('pay', paymentIdOf(bookingId)), reason: 'Sorry', ...(amount && { amount }) });
  const caller: Caller = { tenantId, subject: world.newId(), roles: ['admin'] };
  const requestId = world.newId();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const reply = await callNode(world, world.nodesOf('payment'), { method: PaymentService.method.refundPayment, request, caller, requestId, label: 'RefundPayment' });
    if (reply.kind === 'ok' || (reply.kind === 'failed' && !PASSING.has(reply.failure.code) && reply.failure.reason !== 'NOTHING_CAPTURED')) return;
    await world.sleep(random.between(500, 4_000));
  }
}
