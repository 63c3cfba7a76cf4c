/** Customers who wait for a session that is full, or for a time with staff: they join a list, take what is offered to them by paying or by saying so, and leave, or not. */
import { create } from '@bufbuild/protobuf';
import { timestampFromDate, timestampFromMs } from '@bufbuild/protobuf/wkt';
import type { WaitlistEntry } from '#proto/berth/booking/v1/waitlist_pb.ts';
import { AcceptOfferRequestSchema, JoinWaitlistRequestSchema, LeaveWaitlistRequestSchema, WaitlistService, type JoinWaitlistRequest } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { fromTypeId, toTypeId } from '#runtime/ids.ts';
import { paymentIdOf } from '../../services/payment/keys.ts';
import { ask, isSettled } from './ask.ts';
import type { Reply } from './call.ts';
import type { Journal, TimeWish, Wait, Wish } from './journal.ts';
import type { Shop } from './shop.ts';
import type { World } from './world.ts';

/** Reasons for which a customer may as well wait. */
export const FULL: ReadonlySet<string | undefined> = new Set(['SLOT_TAKEN', 'WAITLIST_FIRST']);

/** Waits for the session of a wish that was refused. */
export function waitInLine(world: World, journal: Journal, { session, event }: Shop, { customer, partySize }: Wish): Promise<void> {
  const request = create(JoinWaitlistRequestSchema, { sessionId: toTypeId('ses', session.id), partySize });
  return wait(world, journal, { customer, partySize, sessionId: session.id, calledMs: world.scheduler.now(), looks: [] }, request, event.paidOnline);
}

/** Waits for a time as long as one that was refused: for that start alone, or for any that customers ask for. */
export function waitForTime(world: World, journal: Journal, { service, starts }: Shop, { customer, partySize }: Wish, { start, minutes, staffId }: TimeWish): Promise<void> {
  const { random, now } = world.scheduler;
  const [first = start, last = start] = random.chance(0.5) ? [] : [starts.at(0), starts.at(-1)];
  const times = { offeringId: toTypeId('off', service.id), fromTime: timestampFromDate(first), toTime: timestampFromMs(last.getTime() + 1), staffId: staffId === undefined ? '' : toTypeId('stf', staffId), durationMinutes: minutes };
  const request = create(JoinWaitlistRequestSchema, { times, partySize });
  return wait(world, journal, { customer, partySize, sessionId: undefined, calledMs: now(), looks: [] }, request, service.paidOnline);
}

async function wait(world: World, journal: Journal, joining: Wait, request: JoinWaitlistRequest, isPaidOnline: boolean): Promise<void> {
  const { customer } = joining;
  const { random, now } = world.scheduler;
  journal.waits.push(joining);
  const entry = await join(world, joining, request);
  if (!entry) return;
  const entryId = fromTypeId('wtl', entry.id, 'entry.id');
  Object.assign(joining, { entryId, position: entry.position } satisfies Partial<Wait>);
  await (isPaidOnline ? payOffer(world, entryId) : takeOffer(world, joining, entry.id));
  if (random.chance(joining.sessionId === undefined ? 0.7 : 0.3)) return;
  const calledMs = now();
  const left = await ask(world, customer, WaitlistService.method.leaveWaitlist, create(LeaveWaitlistRequestSchema, { id: entry.id, reason: 'No longer' }));
  if (left.kind === 'ok') joining.left = { calledMs, answeredMs: now() };
}

/** The entry that was made; a refusal says nothing of a try without an answer, which may be carried out yet. */
async function join(world: World, joining: Wait, request: JoinWaitlistRequest): Promise<WaitlistEntry | undefined> {
  let isUnanswered = false;
  const hear = ({ kind }: Reply<unknown>): void => void (isUnanswered ||= kind === 'unknown');
  const reply = await ask(world, joining.customer, WaitlistService.method.joinWaitlist, request, { hear });
  if (reply.kind === 'ok') joining.answeredMs = world.scheduler.now();
  if (reply.kind === 'failed' && isSettled(reply) && !isUnanswered) Object.assign(joining, { refused: reply.failure.reason, answeredMs: world.scheduler.now() } satisfies Partial<Wait>);
  return reply.kind === 'ok' ? reply.message.entry : undefined;
}

/** The mail with the offer says how to pay; some never do. */
async function payOffer(world: World, entryId: string): Promise<void> {
  const { random } = world.scheduler;
  const intent = await world.till.payable(paymentIdOf(entryId), random.between(5_000, 90_000));
  if (!intent || random.chance(0.2)) return;
  await world.sleep(random.between(100, 20_000));
  world.till.provider.pay(intent.id, true);
}

/** Looks now and then whether there is an offer, and takes it. */
async function takeOffer(world: World, waiting: Wait, id: string): Promise<void> {
  const { random, now } = world.scheduler;
  for (let looks = 1 + random.below(3); looks > 0; looks -= 1) {
    await world.sleep(random.between(500, 15_000));
    const calledMs = now();
    const reply = await ask(world, waiting.customer, WaitlistService.method.acceptOffer, create(AcceptOfferRequestSchema, { id }));
    const isOffered = reply.kind === 'ok';
    if (isOffered || (reply.kind === 'failed' && reply.failure.reason === 'NOT_OFFERED')) waiting.looks.push({ calledMs, answeredMs: now(), isOffered });
    if (isOffered) return void (waiting.accepted = true);
  }
}
