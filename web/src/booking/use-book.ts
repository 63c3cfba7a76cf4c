/** Holds a place: the beginning of the booking's trace, made once however often it is asked for. */
import type { Offering, Slot } from '@berth/sdk/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { attributionOf } from '../attribution/attribution.ts';
import { berthOf } from '../berth/clients.ts';
import { bookingKey } from '../berth/queries.ts';
import { sessionsOf } from '../berth/session.ts';
import { beginOperation, keepOperation, newRequestId, spanOf } from '../browser-trace/operation.ts';
import { type Bought, linesOf, sumOf } from '../shop/lines.ts';
import { placeOf } from '../shop/slots.ts';
import type { Draft } from './draft.ts';
import { requestIds } from './request-ids.ts';

export interface Wish {
  readonly offering: Offering;
  readonly slot: Slot;
  /** Anyone when empty. */
  readonly staffId: string;
  readonly places: number;
  readonly bought: Bought;
  readonly draft: Draft;
}

const ids = requestIds(newRequestId);

/** Books and goes to the booking's page. */
export function useBook(slug: string, onBooked: () => void) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (wish: Wish) => book(slug, wish),
    async onSuccess(booking) {
      onBooked();
      queries.setQueryData(bookingKey(slug, sessionsOf(slug).userId() ?? '', booking.id), booking);
      await navigate({ to: '/t/$slug/bookings/$bookingId', params: { slug, bookingId: booking.id } });
    },
    // Whatever was refused: what is offered, and for how much, may have changed.
    onError: () => Promise.all([queries.invalidateQueries({ queryKey: ['slots', slug] }), queries.invalidateQueries({ queryKey: ['offering', slug] })]),
  });
}

async function book(slug: string, { offering, slot, staffId, places, bought, draft }: Wish) {
  const total = sumOf(linesOf({ title: offering.title, price: slot.unitPrice ?? offering.price }, bought, places));
  const request = {
    offeringId: offering.id,
    place: placeOf(slot, staffId),
    partySize: places,
    addOns: bought.extras.map(({ addOn, quantity }) => ({ addOnId: addOn.id, quantity })),
    variantId: bought.variant?.id ?? '',
    ...(total && { expectedTotal: total }),
    note: draft.note.trim(),
    attribution: attributionOf(draft.consent, { address: location.href, cookies: document.cookie, storage: sessionStorage }),
  };
  const words = JSON.stringify([slug, sessionsOf(slug).userId(), request], (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  const operation = beginOperation();
  const client = berthOf(slug).trace(operation.traceparent);
  const { booking } = await ids.run(words, (requestId) =>
    spanOf(operation, { name: 'browser book', root: true, attributes: { 'url.path': location.pathname } }, () => client.bookings.createBooking({ ...request, requestId })),
  );
  if (!booking) throw new Error('Berth answered without a booking.');
  keepOperation(booking.id, operation, sessionStorage);
  return booking;
}
