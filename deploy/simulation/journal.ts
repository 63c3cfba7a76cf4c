/** What customers did and what they were told: the outside view that the inside has to agree with at the end. */
import type { Booking, Slot } from '#proto/berth/booking/v1/booking_pb.ts';
import type { ListSlotsRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import type { Unit } from '#runtime/testing/linearizability/models/calendars.ts';
import type { AddOn, Offering, Variant } from '../../services/booking/domain/offering.ts';

/** A time with staff that somebody asks for; 0 minutes: as long as the service is. */
export interface TimeWish {
  readonly start: Date;
  readonly minutes: number;
  /** Of an add-on, by which it is longer; 0: without one. */
  readonly extraMinutes: number;
  readonly staffId: string | undefined;
}

/** What of an offering somebody wants. */
export interface Choice {
  readonly offering: Offering;
  /** Absent: the offering at its own price. */
  readonly variant: Variant | undefined;
  readonly addOns: readonly AddOn[];
}

/** A wish to book, with everything that was answered to it. */
export interface Wish {
  readonly customer: Caller;
  readonly requestId: string;
  /** The session's uuid, or the start of a time with staff. */
  readonly resource: string;
  readonly partySize: number;
  readonly choice: Choice;
  /** What a time with staff takes, and of whom it may be; none for a session. */
  readonly units: readonly Unit[];
  /** Absent for a session. */
  readonly time?: TimeWish | undefined;
  readonly calledMs: number;
  /** When the first answer came that says what became of it. */
  answeredMs?: number;
  /** The first booking that was acknowledged, and its bytes. */
  booking?: Booking;
  bytes?: Uint8Array;
  refused?: string;
  /** Some try was not answered: it may be carried out yet. */
  unanswered?: true;
}

/** A wish for several dates at once. */
export interface SeriesWish {
  readonly customer: Caller;
  readonly requestId: string;
  /** Of the rule. */
  readonly dates: number;
  /** All of them or nothing; else those that can be had. */
  readonly isStrict: boolean;
  readonly calledMs: number;
  /** When the first answer came that says what became of it. */
  answeredMs?: number;
  /** As they were acknowledged; none before. */
  bookings: readonly Booking[];
  seriesId?: string;
  bytes?: Uint8Array;
  refused?: string;
  /** Some try was not answered: it may be carried out yet. */
  unanswered?: true;
}

export interface Cancellation {
  readonly bookingId: string;
  readonly acknowledgedMs: number;
}

/** A booking was to be moved, once at most. Resources as in a wish. */
export interface Move {
  readonly bookingId: string;
  readonly customer: Caller;
  readonly requestId: string;
  readonly to: string;
  readonly partySize: number;
  readonly units: readonly Unit[];
  readonly calledMs: number;
  answeredMs?: number;
  outcome?: 'moved' | 'refused';
  refused?: string;
  /** Some try was not answered: it may be carried out yet. */
  unanswered?: true;
}

/** Somebody asked to wait for a session, or for times with staff. */
export interface Wait {
  readonly customer: Caller;
  readonly partySize: number;
  /** Absent for times. */
  readonly sessionId: string | undefined;
  readonly calledMs: number;
  /** When it was known what became of that. */
  answeredMs?: number;
  /** Once they were told that they are on the list, and at which place of it. */
  entryId?: string;
  position?: number;
  refused?: string;
  /** What they were told of their offer, each time that they asked. */
  readonly looks: Look[];
  /** They were told that the offer is theirs, or that they have left. */
  accepted?: true;
  left?: Told;
}

/** From when to when somebody asked for something that they were told was done. */
export interface Told {
  readonly calledMs: number;
  readonly answeredMs: number;
}

/** Whether there was an offer. */
export interface Look extends Told {
  readonly isOffered: boolean;
}

/** A booking that was confirmed when its day came. */
export interface Guest {
  readonly bookingId: string;
  readonly tenantId: string;
  readonly customer: string;
  readonly kind: 'shows the code' | 'is known' | 'stays away';
  readonly start: number;
  /** Who was told to come along, once that was acknowledged. */
  named?: string;
  /** How many readers said that somebody came in, once one has answered. */
  letIn?: number;
  /** What became of noting that nobody came. */
  absence?: string | undefined;
}

/** Somebody who watches what can be had, with what they were told so far. */
export interface Watcher {
  readonly caller: Caller;
  readonly query: ListSlotsRequest;
  /** By session or start. */
  readonly slots: Map<string, Slot>;
  /** Of the last message. */
  token: string;
  /** How many messages came. */
  messages: number;
}

/** Whoever runs a shop changed something, or was to. */
export interface Edit {
  readonly kind: 'hours' | 'date' | 'closure' | 'rules' | 'capacity' | 'start' | 'cancellation' | 'hire' | 'offerings' | 'deletion' | 'dates';
  /** Of what was changed. */
  readonly id: string;
  readonly tenantId: string;
  readonly calledMs: number;
  /** How many places the session is to have. */
  readonly places?: number;
  /** Whether the change is in force. */
  isThere(): boolean;
  /** Whether all of it was done, or nothing. */
  isWhole?(): boolean;
  /** When it was known what became of it. */
  answeredMs?: number;
  refused?: string;
}

export interface Journal {
  readonly wishes: Wish[];
  readonly series: SeriesWish[];
  readonly cancellations: Cancellation[];
  /** Bookings whose cancellation was not answered at some time: it may be carried out yet. */
  readonly unansweredCancellations: Set<string>;
  readonly moves: Move[];
  readonly waits: Wait[];
  readonly guests: Guest[];
  readonly edits: Edit[];
  readonly watchers: Watcher[];
  /** Customers who are not done yet. */
  open: number;
}

export const createJournal = (): Journal => ({ wishes: [], series: [], cancellations: [], unansweredCancellations: new Set(), moves: [], waits: [], guests: [], edits: [], watchers: [], open: 0 });
