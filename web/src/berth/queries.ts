/** What the page asks Berth for, each under the key it is cached by; a user's own data under that user. */
import { type AddOnChoice, CheckoutState, type Slot } from '@berth/sdk/browser';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { operationOf } from '../browser-trace/operation.ts';
import { type SearchState, toFilter } from '../pages/search/search-state.ts';
import { monthSpan } from '../shop/month.ts';
import { berthOf, platform } from './clients.ts';
import { loadPublicConfig } from './public-config.ts';

const MINUTE = 60_000;

export const publicConfigQuery = () => queryOptions({ queryKey: ['config'], queryFn: ({ signal }) => loadPublicConfig(signal), staleTime: Infinity });

export const tenantsQuery = () =>
  infiniteQueryOptions({
    queryKey: ['tenants'],
    queryFn: ({ pageParam, signal }) => platform.tenants.listTenants({ pageToken: pageParam }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
    staleTime: 5 * MINUTE,
  });

export const tenantQuery = (slug: string) =>
  queryOptions({
    queryKey: ['tenant', slug],
    queryFn: async ({ signal }) => present((await platform.tenants.getTenant({ tenant: { case: 'slug', value: slug } }, { signal })).tenant),
    staleTime: 5 * MINUTE,
  });

/** Where people can sign in with an account that they have elsewhere. */
export const socialProvidersQuery = (slug: string) =>
  queryOptions({ queryKey: ['social', slug], queryFn: async ({ signal }) => (await berthOf(slug).social.listSocialProviders({ pageOrigin: location.origin }, { signal })).providers, staleTime: Infinity });

export const meQuery = (slug: string, userId: string) =>
  queryOptions({ queryKey: ['me', slug, userId], queryFn: ({ signal }) => berthOf(slug).users.getMe({}, { signal }), staleTime: 5 * MINUTE });

/** Takes over what somebody booked as a guest, once they have proved the address; gives how many guests they were. Repeating it finds none. */
export const guestClaimQuery = (slug: string, userId: string, proved: boolean) =>
  queryOptions({
    queryKey: ['guest-claim', slug, userId],
    queryFn: async ({ signal }) => {
      for (let found = 0; ; ) {
        const { guests, more } = await berthOf(slug).guests.claimGuestBookings({}, { signal });
        found += guests;
        if (!more) return found;
      }
    },
    enabled: proved,
    staleTime: Infinity,
  });

/** Results of a search, page by page. */
export const searchQuery = (slug: string, search: SearchState) =>
  infiniteQueryOptions({
    queryKey: ['search', slug, search],
    queryFn: ({ pageParam, signal }) =>
      berthOf(slug).catalog.searchOfferings({ query: search.q, filter: toFilter(search), pageToken: pageParam, pageSize: 24 }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
    staleTime: MINUTE,
  });

/** The choices to narrow a search by: of its text alone, so that they stay put while they are ticked. */
export const facetsQuery = (slug: string, q: string) =>
  queryOptions({
    queryKey: ['facets', slug, q],
    queryFn: async ({ signal }) => (await berthOf(slug).catalog.searchOfferings({ query: q, pageSize: 1 }, { signal })).facets,
    staleTime: MINUTE,
  });

/** By slug, or by id as bookings name it. */
export const offeringQuery = (slug: string, offering: string) =>
  queryOptions({
    queryKey: ['offering', slug, offering],
    queryFn: async ({ signal }) => {
      const key = /^off_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(offering) ? ({ case: 'id', value: offering } as const) : ({ case: 'slug', value: offering } as const);
      return present((await berthOf(slug).catalog.getOffering({ offering: key }, { signal })).offering);
    },
    staleTime: MINUTE,
  });

export const staffQuery = (slug: string, offeringId: string) =>
  queryOptions({
    queryKey: ['staff', slug, offeringId],
    queryFn: async ({ signal }) => (await berthOf(slug).schedules.listStaff({ offeringId }, { signal })).staff,
    staleTime: 5 * MINUTE,
  });

/** How an offering can be booked, and what cancelling gives back. */
export const rulesQuery = (slug: string, offeringId: string) =>
  queryOptions({
    queryKey: ['rules', slug, offeringId],
    queryFn: async ({ signal }) => present((await berthOf(slug).schedules.getBookingRules({ offeringId }, { signal })).rules),
    staleTime: 5 * MINUTE,
  });

/** What makes a visit longer: with it, other times are free. */
export type Longer = readonly Pick<AddOnChoice, 'addOnId' | 'quantity'>[];

/** What to ask for to get all times of a month `YYYY-MM`, and a few of those around it. */
export const slotsSpan = (offeringId: string, month: string, longer: Longer = []) => ({ offeringId, ...monthSpan(month), addOns: [...longer] });

/** Those whose local date is in the month. */
export const ofMonth = (slots: readonly Slot[], month: string): readonly Slot[] => slots.filter(({ time }) => time?.localStart.startsWith(month));

/** Times that can be booked and whose local date is in the month `YYYY-MM`. Never old: others book too. */
export const slotsQuery = (slug: string, offeringId: string, month: string, longer: Longer = []) =>
  queryOptions({
    queryKey: ['slots', slug, offeringId, month, longer],
    queryFn: async ({ signal }) => ofMonth((await berthOf(slug).availability.listSlots(slotsSpan(offeringId, month, longer), { signal })).slots, month),
    staleTime: 15_000,
    refetchInterval: MINUTE,
  });

/** A booking's own client: in the trace that made it when that was this visit. */
export function bookingClient(slug: string, bookingId: string) {
  const operation = operationOf(bookingId, sessionStorage);
  return operation ? berthOf(slug).trace(operation.traceparent) : berthOf(slug);
}

export const bookingKey = (slug: string, userId: string, id: string) => ['booking', slug, userId, id] as const;

export const bookingQuery = (slug: string, userId: string, id: string) =>
  queryOptions({
    queryKey: bookingKey(slug, userId, id),
    queryFn: async ({ signal }) => present((await bookingClient(slug, id).bookings.getBooking({ id }, { signal })).booking),
    staleTime: Infinity, // the watch keeps it new
  });

/** Asked again until there is something to pay with. */
export const checkoutQuery = (slug: string, userId: string, bookingId: string) =>
  queryOptions({
    queryKey: ['checkout', slug, userId, bookingId],
    queryFn: async ({ signal }) => present((await bookingClient(slug, bookingId).bookings.getCheckout({ bookingId }, { signal })).checkout),
    refetchInterval: ({ state }) => (state.data?.state === CheckoutState.PENDING ? 1_500 : false),
    staleTime: 0,
    gcTime: 0, // the client secret is not kept longer than it is shown
  });

export const bookingsQuery = (slug: string, userId: string) =>
  infiniteQueryOptions({
    queryKey: ['bookings', slug, userId],
    queryFn: ({ pageParam, signal }) => berthOf(slug).bookings.listBookings({ pageToken: pageParam, pageSize: 12 }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextPageToken }) => nextPageToken || undefined,
    staleTime: 0,
  });

export const receiptQuery = (slug: string, userId: string, id: string) =>
  queryOptions({
    queryKey: ['receipt', slug, userId, id],
    queryFn: ({ signal }) => berthOf(slug).receipts.downloadReceipt({ id }, { signal }),
    staleTime: Infinity,
  });

/** The spans of a trace; `live` asks again every three seconds. */
export const traceQuery = (slug: string, userId: string, traceId: string, live: boolean) =>
  queryOptions({
    queryKey: ['trace', slug, userId, traceId],
    queryFn: async ({ signal }) => (await berthOf(slug).traces.getTrace({ traceId }, { signal })).spans,
    // Spans are never changed: as many are the same ones.
    structuralSharing: (before, after) => (Array.isArray(before) && Array.isArray(after) && before.length === after.length ? before : after),
    refetchInterval: live ? 3_000 : false,
    staleTime: 0,
    enabled: traceId !== '',
  });

/** Answers carry what they are named after; one that does not is a defect. */
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Berth answered without what was asked for.');
  return value;
}
