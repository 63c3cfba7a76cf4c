/** The erasure of a person: asked for, waiting while it can be taken back, then carried out by every service, the user service last. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { AccountMail } from './activity.ts';

/** Records that stay; plain JSON. */
export interface KeptRecords {
  readonly what: string;
  readonly reason: string;
  readonly count: number;
  /** ISO 8601; empty where it has no end. */
  readonly until: string;
}

/** What one service does in one business. */
export interface ErasureStep {
  readonly tenantId: string;
  readonly service: string;
  readonly done: boolean;
  readonly erased: number;
  readonly kept: readonly KeptRecords[];
}

export type ErasureStatus = 'waiting' | 'running' | 'done' | 'cancelled';

export interface Erasure {
  readonly id: string;
  readonly userId: string;
  readonly status: ErasureStatus;
  readonly everywhere: boolean;
  readonly cancelBookings: boolean;
  /** A user's uuid: the person's own, or an administrator's. */
  readonly requestedBy: string;
  readonly begins: Date;
  readonly requested: Date;
  readonly finished: Date | undefined;
  readonly steps: readonly ErasureStep[];
}

export type ErasureEvent =
  | { readonly type: 'requested'; readonly erasure: Erasure }
  | { readonly type: 'cancelled' }
  | { readonly type: 'postponed'; readonly begins: Date }
  /** Without businesses that need the person. */
  | { readonly type: 'begun'; readonly held: readonly string[] }
  | { readonly type: 'stepDone'; readonly step: ErasureStep }
  | { readonly type: 'finished'; readonly time: Date }
  | { readonly type: 'mailed'; readonly mail: AccountMail };

export type ErasureDecision = { readonly events: readonly ErasureEvent[] } | { readonly rejection: Rejection };

/** Erases last, in each business: until then it can still say who the person was. */
export const LAST = 'user';

export function evolveErasure(state: Erasure | undefined, event: ErasureEvent): Erasure | undefined {
  if (event.type === 'requested') return event.erasure;
  if (!state) return undefined;
  switch (event.type) {
    case 'cancelled':
      return { ...state, status: 'cancelled' };
    case 'postponed':
      return { ...state, begins: event.begins };
    case 'begun':
      return { ...state, status: 'running', steps: [...state.steps.filter(({ tenantId }) => !event.held.includes(tenantId)), ...event.held.map(heldIn)] };
    case 'stepDone':
      return { ...state, steps: state.steps.map((step) => (isSame(step, event.step) ? event.step : step)) };
    case 'finished':
      return { ...state, status: 'done', finished: event.time };
    case 'mailed':
      return state;
    default:
      return event satisfies never;
  }
}

/** What a request is about. */
export interface ErasureRequest extends Pick<Erasure, 'id' | 'userId' | 'everywhere' | 'cancelBookings' | 'requestedBy'> {
  readonly tenantIds: readonly string[];
  /** Businesses that need the person: nothing is erased there. */
  readonly held: readonly string[];
  readonly services: readonly string[];
  readonly graceMs: number;
}

/** One at a time: whoever asks again learns how it stands. What the person asks for takes the place of what a business asked for and has not begun. */
export function requestErasure(before: Erasure | undefined, { tenantIds, held, services, graceMs, ...about }: ErasureRequest, now: Date): ErasureDecision {
  const overrules = before !== undefined && isByBusiness(before) && !isByBusiness(about);
  if (before?.status === 'running' || (before?.status === 'waiting' && !overrules)) return { events: [] };
  const steps = tenantIds.flatMap((tenantId) => services.map((service) => ({ tenantId, service, done: false, erased: 0, kept: [] })));
  const erasure: Erasure = { ...about, status: 'waiting', begins: new Date(now.getTime() + graceMs), requested: now, finished: undefined, steps: [...steps, ...held.map(heldIn)] };
  return { events: [{ type: 'requested', erasure }] };
}

/** What is told of a business that needs the person: it keeps what it has, and nobody else's. */
const heldIn = (tenantId: string): ErasureStep => ({
  tenantId,
  service: LAST,
  done: true,
  erased: 0,
  kept: [{ what: 'everything', reason: 'Nobody else administers this business. Make somebody else its administrator, then ask again.', count: 0, until: '' }],
});

/** Where it is to be carried out. */
export const concernedBy = ({ steps }: Erasure): string[] => [...new Set(steps.flatMap(({ tenantId, done }) => (done ? [] : [tenantId])))];

/** Whether a business asked for it, and not the person: then it is the business that cancels their bookings. */
export const isByBusiness = ({ userId, requestedBy }: Pick<Erasure, 'userId' | 'requestedBy'>): boolean => userId !== requestedBy;

/** What was found in its way. */
export interface Clearance {
  /** Who asked for the business administers it no more. */
  readonly unasked?: boolean;
  /** Roles that the person has come to since a business asked. */
  readonly roles: number;
  /** Coming bookings that stay for now. */
  readonly bookings: number;
  /** Whether bookings were cancelled for it. */
  readonly cancelled: boolean;
  /** Businesses that need the person. */
  readonly held: readonly string[];
}

/** Whether what is in its way are bookings that are to be cancelled for it. */
export const cancelsFirst = ({ cancelBookings }: Erasure, { unasked, roles, bookings, cancelled }: Clearance): boolean =>
  cancelBookings && !unasked && roles === 0 && bookings > 0 && !cancelled;

/** Begins wherever nobody needs the person, once nothing is in its way. */
export function beginErasure(state: Erasure, { unasked, roles, bookings, cancelled, held }: Clearance, graceMs: number, now: Date): ErasureDecision {
  if (unasked) return { events: [{ type: 'cancelled' }] };
  const postponed = (waitsMs: number): ErasureDecision => ({ events: [{ type: 'postponed', begins: new Date(now.getTime() + waitsMs) }] });
  if (roles + bookings > 0 || concernedBy(state).every((tenantId) => held.includes(tenantId))) return postponed(DAY_MS);
  // Whoever is erased is mailed nothing any more, so they are told first of what was cancelled; then it is looked once more.
  return cancelled ? postponed(Math.min(HOUR_MS, graceMs)) : { events: [{ type: 'begun', held }] };
}

/** Until it begins: from then on bookings are being cancelled for it, which nothing brings back. */
export function cancelErasure(state: Erasure, now: Date): ErasureDecision {
  if (state.status === 'cancelled') return { events: [] };
  return state.status === 'waiting' && now < state.begins ? { events: [{ type: 'cancelled' }] } : { rejection: erasureBegun() };
}

/** Steps to carry out now: all others before the last ones. */
export function stepsDue({ status, steps }: Erasure): readonly ErasureStep[] {
  if (status !== 'running') return [];
  const open = steps.filter(({ done }) => !done);
  const others = open.filter(({ service }) => service !== LAST);
  return others.length > 0 ? others : open;
}

/** Notes what a service did; the erasure ends with the last one. A repeat changes nothing. */
export function stepDone(state: Erasure, step: ErasureStep, now: Date): ErasureDecision {
  const known = state.steps.find((other) => isSame(other, step));
  if (state.status !== 'running' || !known || known.done) return { events: [] };
  const left = state.steps.filter(({ done }) => !done).length - 1;
  return { events: [{ type: 'stepDone', step: { ...step, done: true } }, ...(left === 0 ? [{ type: 'finished', time: now } as const] : [])] };
}

const isSame = (one: ErasureStep, other: ErasureStep): boolean => one.tenantId === other.tenantId && one.service === other.service;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What a business may see of it: not in which others its customer is erased. */
export const seenBy = (erasure: Erasure, tenantId: string): Erasure => ({ ...erasure, everywhere: false, steps: erasure.steps.filter((step) => step.tenantId === tenantId) });

export const erasureOfPerson = (): Rejection => reject('ERASURE_OF_PERSON', 'They asked for their erasure themselves, and only they can cancel it.');

export const erasureBegun = (): Rejection => reject('ERASURE_BEGUN', 'The erasure has begun and cannot be cancelled any more.');

export const staffStays = (): Rejection =>
  reject('STAFF_STAYS', 'They work for the business. Take their roles first; whoever works here may ask for their own erasure.');

export const openBookings = (descriptions: readonly string[]): Rejection =>
  reject('OPEN_BOOKINGS', `There are coming bookings: ${descriptions.slice(0, 5).join('; ')}. Cancel them first, or have them cancelled with the erasure.`, {
    metadata: { bookings: String(descriptions.length) },
  });

/** `who` tells them from others of the same request. */
export const erasedHere = (who = 'this account'): Rejection =>
  reject('ERASED_HERE', `What this business kept about ${who} was erased on request. It can come back sixty days after that.`);
