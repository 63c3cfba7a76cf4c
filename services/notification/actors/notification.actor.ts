/** A notification with the booking it is about: ready when everything it needs is there, sent once. */
import { NotificationFailedSchema, NotificationSentSchema } from '#proto/berth/notification/v1/notification_events_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf } from '../../runtime/actor/state.ts';
import type { Published, Turn } from '../../runtime/actor/types.ts';
import { unavailable } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { bookingStore, tenantStore } from '../db/copy-store.ts';
import { notificationStore } from '../db/notification-store.ts';
import type { Booking, Tenant } from '../domain/facts.ts';
import {
  conclude, emptyState, evolve, receiptOverdue,
  type Notification, type NotificationDecision, type NotificationEvent, type NotificationState, type Outcome, type Told,
} from '../domain/notification.ts';
import { gathered } from '../domain/series-mail.ts';
import { sendEmail } from '../effects/send-email.ts';
import { bookingKey, notificationKey, tenantKey } from '../keys.ts';
import { toNotification } from '../mapping.ts';
import { subjectOf } from '../templates/content.ts';

export type NotificationTurn = Turn<NotificationState, NotificationEvent>;

/** Reminder that sends a confirmation without its receipt. */
const RECEIPT_OVERDUE = 'receiptOverdue';
/** How long a confirmation waits for its receipt: rendering takes a moment, an outage much longer. */
const RECEIPT_PATIENCE_MS = 120_000;

/** Reminder that sends a mail about a series. */
const SERIES_COMPLETE = 'seriesComplete';
/** How long a mail about a series waits for one more date: what one call did is published together. */
const SERIES_PATIENCE_MS = 4_000;

export const notificationActor = actor({
  name: 'notification',
  state: {
    stores: { notification: notificationStore, booking: bookingStore, tenant: tenantStore },
    compose: (parts): NotificationState => ({
      notification: partsOf<Notification>(parts, 'notification').values().next().value,
      booking: partsOf<Booking>(parts, 'booking').values().next().value,
      tenant: partsOf<Tenant>(parts, 'tenant').values().next().value,
    }),
    decompose: ({ notification, booking }: NotificationState) => [
      ...(notification ? [[notificationKey(notification.id), notification] as const] : []),
      ...(booking ? [[bookingKey(booking.id), booking] as const] : []),
    ],
  },
  behaviour: { initial: emptyState, evolve },
  publish,
  outcomes: {
    sendEmail: (turn, outcome: Outcome) => void turn.apply(conclude(turn.state, outcome, turn.now)),
  },
  reminders: {
    [RECEIPT_OVERDUE]: (turn: NotificationTurn) => whenDue(turn, receiptOverdue),
    [SERIES_COMPLETE]: (turn: NotificationTurn) => whenDue(turn, gathered),
  },
});

/** Decides with everything that a mail is written from. */
function whenDue(turn: NotificationTurn, decide: (state: NotificationState, subject: typeof subjectOf) => NotificationDecision): void {
  const { notification } = turn.state;
  if (!notification) return;
  turn.need(bookingKey(notification.bookingId), tenantKey(turn.caller.tenantId));
  dispatch(turn, decide(turn.state, subjectOf));
}

/** The turn's state once its tenant is known; until then the event is tried again. */
export function told({ state }: NotificationTurn): Told {
  const { tenant } = state;
  if (!tenant) throw tenantUnknown();
  return { ...state, tenant };
}

/** Why an event about a business that is not known yet is tried again. */
export const tenantUnknown = () => unavailable('TENANT_UNKNOWN', 'The user service has not told about this business yet. It is tried again.');

/** Applies a decision; a mail that became ready is sent, one that waits for its receipt does not wait for ever. */
export function dispatch(turn: NotificationTurn, decision: NotificationDecision): void {
  const { notification, booking, tenant } = turn.apply(decision);
  if (!notification) return;
  const key = notificationKey(notification.id);
  const happened = (type: NotificationEvent['type']): boolean => decision.events.some((event) => event.type === type);
  if (happened('ready')) {
    if (!booking || !tenant) throw new TypeError('a mail is ready only when its booking and tenant are known');
    turn.forget(RECEIPT_OVERDUE, key);
    turn.forget(SERIES_COMPLETE, key);
    turn.effect(sendEmail, { tenant, booking, occasion: notification.occasion }, { key });
  } else if (notification.status === 'gathering' && decision.events.length > 0) {
    turn.remind(SERIES_COMPLETE, new Date(turn.now.getTime() + SERIES_PATIENCE_MS), key);
  } else if (happened('begun') && notification.status === 'awaiting_receipt') {
    turn.remind(RECEIPT_OVERDUE, new Date(turn.now.getTime() + RECEIPT_PATIENCE_MS), key);
  }
}

function publish(event: NotificationEvent, { notification }: NotificationState): Published<typeof NotificationSentSchema | typeof NotificationFailedSchema> | undefined {
  if (!notification) return undefined;
  const about = { key: notificationKey(notification.id), subject: toTypeId('ntf', notification.id) };
  const payload = { notification: toNotification(notification) };
  if (event.type === 'sent') return { ...about, schema: NotificationSentSchema, payload };
  if (event.type === 'failed') return { ...about, schema: NotificationFailedSchema, payload: { ...payload, reason: event.reason } };
  return undefined;
}
