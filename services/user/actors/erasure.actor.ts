/** The erasure of a person: what stands in the way is said at once; what was begun is carried out by every service, however long one is away. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { ErasureCancelledSchema, ErasureRequestedSchema, UserErasedSchema } from '#proto/berth/user/v1/privacy_events_pb.ts';
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { PrepareContext, Published, Turn } from '../../runtime/actor/types.ts';
import type { RelayDatabase } from '../../runtime/db/database.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import { fromTypeId, toTypeId } from '../../runtime/ids.ts';
import type { Attempts } from '../db/attempts.ts';
import { erasureStore } from '../db/erasure-store.ts';
import { findIdentity } from '../db/identity-store.ts';
import type { MailBudget } from '../db/mail-budget.ts';
import { membershipsOf } from '../db/membership-store.ts';
import { findProfile } from '../db/profile-store.ts';
import type { Profile } from '../domain/account.ts';
import {
  beginErasure, cancelErasure, cancelsFirst, concernedBy, erasureOfPerson, evolveErasure, isByBusiness, openBookings, requestErasure, seenBy, staffStays, stepDone, stepsDue,
  type Erasure, type ErasureEvent, type ErasureRequest, type ErasureStep,
} from '../domain/erasure.ts';
import { tooManyMails } from '../domain/mail-link.ts';
import { lastAdmin } from '../domain/membership.ts';
import { clearBookings, type Cleared } from '../effects/clear-bookings.ts';
import { erasePersonalData } from '../effects/erase-personal-data.ts';
import { emailKey } from '../keys.ts';
import { toAccountMail } from '../mapping.ts';
import { erasureIdOf, erasureKey } from '../privacy/keys.ts';
import { toErasure } from '../privacy-mapping.ts';
import { isWait, type Participants } from '../privacy/participants.ts';
import { reauthenticated } from '../privacy/reauthentication.ts';
import { needAdministrator } from './acting.ts';

type ErasureTurn = Turn<Erasure | undefined, ErasureEvent>;

/** A request that may be carried out, and whom to mail about it: nobody whose address is not proved to be theirs. */
interface Allowed {
  readonly request: ErasureRequest;
  readonly mailed: Profile | undefined;
}

const BEGIN = 'beginErasure';

export interface ErasureOptions {
  readonly attempts: Attempts;
  /** Of mails about erasures. */
  readonly budget: MailBudget;
  readonly participants: Participants;
  readonly relay: Pick<RelayDatabase, 'run'>;
  /** How long it can be taken back. */
  readonly graceMs: number;
}

export const erasureActor = ({ attempts, budget, participants, relay, graceMs }: ErasureOptions) => {
  /** Raises what stands in the way: a business that needs them, and coming bookings that are not to be cancelled. */
  async function allow(view: PrepareContext, userId: string, { everywhere, cancelBookings }: Pick<Erasure, 'everywhere' | 'cancelBookings'>): Promise<Allowed> {
    const found = await findProfile(view.db, userId);
    if (!found) throw notFound('person', toTypeId('usr', userId));
    const concerned = (await membershipsOf(relay, userId)).filter(({ tenantId }) => everywhere || tenantId === view.caller.tenantId);
    const requestedBy = view.caller.subject;
    if (isByBusiness({ userId, requestedBy }) && concerned.some(({ staff }) => staff)) throw new Failure(staffStays());
    // What one business needs keeps nobody in the others.
    const [tenantIds, held] = [false, true].map((needed) => concerned.filter((known) => known.needed === needed).map(({ tenantId }) => tenantId));
    if (!tenantIds?.length) throw new Failure(lastAdmin());
    if (!cancelBookings) {
      const obstacles = await Promise.all(tenantIds.map((tenantId) => participants.of('booking').obstacles({ tenantId, id: userId }, view.signal)));
      const bookings = obstacles.flat().filter(({ id }) => !isWait(id));
      if (bookings.length > 0) throw new Failure(openBookings(bookings.map(({ description }) => description)));
    }
    const request = { id: erasureIdOf(userId), userId, everywhere, cancelBookings, requestedBy, tenantIds, held: held ?? [], services: participants.names, graceMs };
    return { request, mailed: (await mayMail(view, userId)) ? found.profile : undefined };
  }

  /** Guests have no account, and an address that nobody has proved may be a stranger's. Raises `TOO_MANY_MAILS`: nobody is erased untold. */
  async function mayMail({ db }: PrepareContext, userId: string): Promise<boolean> {
    const owner = await findIdentity(db, userId);
    if (!owner?.identity.verified) return false;
    if (!(await budget.take(owner.identity.email))) throw new Failure(tooManyMails());
    return true;
  }

  /** `business`: who asks is the business, and sees of it what concerns it. */
  function ask(turn: ErasureTurn, { request, mailed }: Allowed, business?: string) {
    const before = turn.state;
    const erasure = turn.apply(requestErasure(before, request, turn.now));
    if (erasure && erasure !== before) {
      turn.remind(BEGIN, erasure.begins);
      if (mailed) {
        const { id: userId, email, displayName } = mailed;
        turn.apply({ events: [{ type: 'mailed', mail: { kind: 'erasure_requested', emailKey: emailKey(email), userId, email, displayName } }] });
      }
    }
    return replyOf(turn, business);
  }

  function takeBack(turn: ErasureTurn, state: Erasure, etag: string): void {
    turn.expectEtag(erasureKey(state.id), etag);
    turn.apply(cancelErasure(state, turn.now));
    turn.forget(BEGIN);
  }

  return actor({
    name: 'erasure',
    service: PrivacyService,
    state: single<Erasure>('erasure', erasureStore),
    behaviour: { initial: undefined, evolve: evolveErasure },
    publish,
    commands: {
      requestErasure: {
        async prepare(request, view): Promise<Allowed> {
          const identity = await reauthenticated(attempts, view, request);
          return allow(view, identity.id, request);
        },
        route: (_, { request }: Allowed) => [erasureKey(request.id)],
        turn: (turn, _, allowed: Allowed) => ask(turn, allowed),
      },
      requestCustomerErasure: {
        async prepare({ userId, cancelBookings }, view): Promise<Allowed> {
          await needAdministrator(view.db, view.caller);
          const id = fromTypeId('usr', userId, 'user_id');
          // Their own needs a proof that this does not ask for.
          if (id === view.caller.subject) throw new Failure(staffStays());
          return allow(view, id, { everywhere: false, cancelBookings });
        },
        route: (_, { request }: Allowed) => [erasureKey(request.id)],
        turn: (turn, _, allowed: Allowed) => ask(turn, allowed, turn.caller.tenantId),
      },
      cancelErasure: {
        route: (_, __, { caller }) => [erasureKey(erasureIdOf(caller.subject))],
        turn(turn, { etag }) {
          if (!turn.state) throw notFound('erasure', 'of yours');
          takeBack(turn, turn.state, etag);
          return replyOf(turn);
        },
      },
      cancelCustomerErasure: {
        prepare: (_, { caller, db }) => needAdministrator(db, caller),
        route: ({ userId }) => [erasureKey(erasureIdOf(fromTypeId('usr', userId, 'user_id')))],
        turn(turn, { etag }) {
          if (!turn.state) throw notFound('erasure', 'of this person');
          if (!isByBusiness(turn.state)) throw new Failure(erasureOfPerson());
          takeBack(turn, turn.state, etag);
          return replyOf(turn, turn.caller.tenantId);
        },
      },
    },
    reminders: {
      [BEGIN](turn: ErasureTurn) {
        const { state } = turn;
        if (state?.status !== 'waiting') return;
        clear(turn, state, false);
      },
    },
    outcomes: {
      clearBookings(turn: ErasureTurn, { begins, ...clearance }: Cleared) {
        const { state } = turn;
        // One that took its place meanwhile has its own time.
        if (state?.status !== 'waiting' || begins !== state.begins.toISOString()) return;
        if (cancelsFirst(state, clearance)) return clear(turn, state, true);
        const after = turn.apply(beginErasure(state, clearance, graceMs, turn.now));
        if (after?.status === 'waiting') turn.remind(BEGIN, after.begins);
        else if (after?.status === 'running') carryOut(turn, after);
      },
      erasePersonalData(turn: ErasureTurn, step: ErasureStep) {
        if (!turn.state) return;
        const known = new Set(stepsDue(turn.state).map(nameOf));
        const after = turn.apply(stepDone(turn.state, step, turn.now));
        carryOut(turn, after, known);
      },
    },
  });
};

/** Looks for what is in its way; bookings are cancelled by a second effect, so that this is known of it however often it is tried. */
function clear(turn: ErasureTurn, state: Erasure, cancel: boolean): void {
  turn.effect(clearBookings, { tenantIds: concernedBy(state), userId: state.userId, cancel, by: state.requestedBy, begins: state.begins.toISOString() });
}

const nameOf = ({ tenantId, service }: ErasureStep): string => `${tenantId}/${service}`;

/** Asks for the steps that are due now and were not before. */
function carryOut(turn: ErasureTurn, erasure: Erasure | undefined, before: ReadonlySet<string> = new Set()): void {
  if (!erasure) return;
  for (const step of stepsDue(erasure).filter((due) => !before.has(nameOf(due)))) {
    turn.effect(erasePersonalData, { tenantId: step.tenantId, service: step.service, userId: erasure.userId });
  }
}

function replyOf(turn: ErasureTurn, business?: string) {
  if (!turn.state) throw new TypeError('the turn made no erasure');
  const erasure = business === undefined ? turn.state : seenBy(turn.state, business);
  return { erasure: toErasure(erasure, turn.version(erasureKey(turn.state.id))) };
}

function publish(event: ErasureEvent, state: Erasure | undefined): Published | undefined {
  if (!state) return undefined;
  const { userId, everywhere, begins } = state;
  const about = { key: erasureKey(state.id), subject: toTypeId('era', state.id) };
  const user = { userId: toTypeId('usr', userId) };
  if (event.type === 'requested') return { ...about, schema: ErasureRequestedSchema, payload: { ...user, everywhere, beginTime: timestampFromDate(begins) } };
  if (event.type === 'cancelled') return { ...about, schema: ErasureCancelledSchema, payload: user };
  if (event.type === 'mailed') return { ...about, schema: AccountMailRequestedSchema, payload: toAccountMail(event.mail) };
  if (event.type === 'finished') return { ...about, schema: UserErasedSchema, payload: { ...user, everywhere } };
  return undefined;
}
