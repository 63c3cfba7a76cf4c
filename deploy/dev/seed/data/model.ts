/** The shape in which demo businesses are written down: what their offerings share stands once, what makes each its own stands beside it. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { BookingRulesSchema } from '#proto/berth/booking/v1/schedule_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';

export interface Business {
  readonly slug: string;
  readonly name: string;
  readonly tagline: string;
  readonly timeZone: string;
  readonly currencyCode: string;
  readonly locale: string;
  readonly brandColor: string;
  readonly supportEmail: string;
  readonly legalEntity: {
    readonly name: string;
    readonly addressLines: readonly string[];
    readonly countryCode: string;
    readonly taxId: string;
    readonly taxRateBps: number;
  };
  /** Customers by full name. */
  readonly people: readonly string[];
  readonly staff: readonly StaffMember[];
  readonly resources: readonly Equipment[];
  readonly closures: readonly YearlyClosure[];
  /** Of several for an offering, the first counts. */
  readonly rules: readonly RulesOf[];
  readonly families: readonly Family[];
}

export interface StaffMember {
  readonly name: string;
  /** Categories whose appointments and services they take. */
  readonly serves: readonly string[];
  readonly hours: readonly WorkingHours[];
}

/** A room, a chair, a stand. */
export interface Equipment {
  readonly kind: string;
  readonly name: string;
  readonly skills?: readonly string[];
  readonly hours: readonly WorkingHours[];
}

/** Dates of every year, `MM-DD`, on which nobody works; an end before the beginning lies in the next year. */
export interface YearlyClosure {
  readonly from: string;
  readonly until: string;
  readonly reason: string;
}

/** How the offerings of a category can be booked, or those of it that have these titles. */
export interface RulesOf {
  readonly category: string;
  readonly titles?: readonly string[];
  readonly rules: MessageInitShape<typeof BookingRulesSchema>;
}

/** `day` 1 is Monday; local `HH:MM`. */
export interface WorkingHours {
  readonly day: number;
  readonly start: string;
  readonly end: string;
}

/** Money in minor units of the business's currency throughout. */
export interface Family {
  readonly kind: OfferingKind;
  readonly category: string;
  readonly place: string;
  /** Zero for products only. */
  readonly minutes: number;
  /** Places in a session; 1 unless it is an event. */
  readonly capacity?: number;
  readonly pay?: PaymentMode;
  readonly holdMinutes?: number;
  readonly freeCancellationHours?: number;
  readonly tags: readonly string[];
  /** At least three sentences that are true of every item; each description ends with two of them. */
  readonly notes: readonly string[];
  readonly addOns?: readonly AddOn[];
  /** When its sessions begin, such as `Fri 19:30`; events only. */
  readonly times?: readonly string[];
  /** Its events take place every week at the first of their times, rather than on some dates. */
  readonly weekly?: boolean;
  readonly items: readonly Item[];
}

export interface AddOn {
  readonly name: string;
  readonly price: number;
  readonly minutes?: number;
}

export interface Variant {
  readonly name: string;
  readonly sku: string;
  readonly price?: number;
}

/** What differs from the family. */
export interface Own {
  readonly brand?: string;
  readonly place?: string;
  readonly minutes?: number;
  readonly capacity?: number;
  readonly pay?: PaymentMode;
  readonly holdMinutes?: number;
  readonly tags?: readonly string[];
  readonly addOns?: readonly AddOn[];
  readonly times?: readonly string[];
  readonly variants?: readonly Variant[];
  /** Instead of the family's, which do not fit everything in it. */
  readonly notes?: readonly string[];
}

export interface Item extends Own {
  readonly title: string;
  readonly price: number;
  readonly summary: string;
  readonly detail: string;
}

export const item = (title: string, price: number, summary: string, detail: string, own: Own = {}): Item => ({ title, price, summary, detail, ...own });

/** One variant a name: `sizes('MASK-01', 'Small', 'Large')` has the SKUs `MASK-01-SMALL` and `MASK-01-LARGE`. */
export const sizes = (sku: string, ...names: readonly string[]): Variant[] => names.map((name) => ({ name, sku: skuOf(sku, name) }));

/** Variants that differ in price. */
export const priced = (sku: string, prices: Readonly<Record<string, number>>): Variant[] =>
  Object.entries(prices).map(([name, price]) => ({ name, sku: skuOf(sku, name), price }));

const skuOf = (sku: string, name: string): string => `${sku}-${name.toUpperCase().replace(/[^A-Z0-9]+/g, '-').replace(/^-|-$/g, '')}`;

export const EVERY_DAY = 'Mon Tue Wed Thu Fri Sat Sun';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** 1 for `Mon` to 7 for `Sun`. Throws when it is none of them. */
export function dayOf(name: string): number {
  const index = DAYS.indexOf(name);
  if (index < 0) throw new TypeError(`"${name}" is no day of the week.`);
  return index + 1;
}

/** `week('Mon Tue', '09:00-13:00', '14:00-18:00')`: the same hours on each of the days. */
export const week = (days: string, ...spans: readonly string[]): WorkingHours[] =>
  days.split(' ').flatMap((day) =>
    spans.map((span) => {
      const [start = '', end = ''] = span.split('-');
      return { day: dayOf(day), start, end };
    }),
  );

export { OfferingKind, PaymentMode };
