/** Keys of the notification service: what a turn locks. */
import type { Key } from '../runtime/actor/types.ts';
import { derivedId } from '../runtime/ids.ts';
import type { Kind } from './domain/facts.ts';

/**
 * A booking is confirmed and cancelled once, so it gets one such mail; other mails answer one event each.
 * Either way a repeated event finds the notification that it made.
 */
export const notificationIdOf = (bookingId: string, kind: Kind, eventId = ''): string => derivedId('notification', bookingId, kind, eventId);

/** What one call does to bookings of a series gets one mail; `trace` is the call's. */
export const seriesNotificationIdOf = (seriesId: string, kind: Kind, trace: string): string => derivedId('notification', seriesId, kind, trace);

export const notificationKey = (id: string): Key => ({ type: 'notification', id });
export const bookingKey = (id: string): Key => ({ type: 'booking', id });
export const tenantKey = (id: string): Key => ({ type: 'tenant', id });

/** One mail for each event that asks for one. */
export const accountMailIdOf = (eventId: string): string => derivedId('account_mail', eventId);
export const accountMailKey = (id: string): Key => ({ type: 'account_mail', id });
