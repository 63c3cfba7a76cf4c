/** Keys of what people decide about what is kept of them. */
import type { Key } from '../../runtime/actor/types.ts';
import { derivedId } from '../../runtime/ids.ts';

/** One a person and business: not the person's own number, under which consumers count other events. */
export const erasureIdOf = (userId: string): string => derivedId('erasure', userId);
export const exportIdOf = (userId: string): string => derivedId('data_export', userId);
/** A booking's consent is told once, however often its event comes. */
export const checkoutConsentIdOf = (bookingId: string): string => derivedId('consent', 'checkout', bookingId);

export const erasureKey = (id: string): Key => ({ type: 'erasure', id });
export const exportKey = (id: string): Key => ({ type: 'data_export', id });
export const consentKey = (id: string): Key => ({ type: 'consent', id });
