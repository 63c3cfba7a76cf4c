/** An offering and what can happen to it: its state is only ever what these functions allow. */
import type { Money } from '#runtime/money.ts';
import { reject, type FieldViolation, type Rejection } from '#runtime/errors.ts';
import { violationsOf } from './offering-rules.ts';

export type OfferingKind = 'APPOINTMENT' | 'SERVICE' | 'EVENT' | 'PRODUCT';
export type PaymentMode = 'ONLINE' | 'AT_DESK';

/** A category or brand: one for each slug of a tenant, so its id follows from the slug. */
export interface Heading {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

export interface Variant {
  readonly id: string;
  readonly name: string;
  readonly sku: string;
  /** Absent: the offering's price. */
  readonly price: Money | undefined;
}

export interface AddOn {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
  readonly extraMinutes: number;
}

/** What an author decides about an offering. */
export interface OfferingContent {
  readonly kind: OfferingKind;
  readonly title: string;
  readonly summary: string;
  readonly description: string;
  readonly category: Heading;
  readonly brand: Heading | undefined;
  readonly price: Money;
  readonly durationMinutes: number;
  readonly timeZone: string;
  readonly capacity: number;
  readonly paymentMode: PaymentMode;
  readonly holdMinutes: number;
  readonly freeCancellationHours: number;
  readonly variants: readonly Variant[];
  readonly addOns: readonly AddOn[];
  readonly tags: readonly string[];
  readonly place: string;
}

export interface Offering extends OfferingContent {
  readonly id: string;
  readonly slug: string;
  readonly state: 'PUBLISHED' | 'ARCHIVED';
  /** Who created it by which request: kept for life, so that a request repeated after years creates nothing. */
  readonly origin: { readonly by: string; readonly request: string };
  readonly createdTime: Date;
  readonly updatedTime: Date;
}

/** Offerings that a turn holds, by id. */
export type Offerings = ReadonlyMap<string, Offering>;

/** Each carries the whole offering: others keep a copy and must not have to ask. */
export interface OfferingChanged {
  readonly type: 'created' | 'revised' | 'archived';
  readonly offering: Offering;
}

type Decision = { readonly events: readonly OfferingChanged[] } | { readonly rejection: Rejection };

export const catalog = {
  initial: new Map<string, Offering>() as Offerings,
  evolve: (offerings: Offerings, { offering }: OfferingChanged): Offerings => new Map(offerings).set(offering.id, offering),
};

export const invalid = (violations: readonly FieldViolation[]): Rejection =>
  reject('INVALID_OFFERING', violations.map(({ field, description }) => `${field}: ${description}`).join('; '), {
    code: 'INVALID_ARGUMENT',
    violations,
  });

const DEFAULT_HOLD_MINUTES = 15;

/** Fills in what an author may leave at zero. */
export function withDefaults(content: OfferingContent): OfferingContent {
  const single = content.kind === 'APPOINTMENT' || content.kind === 'SERVICE';
  return {
    ...content,
    capacity: single && content.capacity === 0 ? 1 : content.capacity,
    holdMinutes: content.holdMinutes || DEFAULT_HOLD_MINUTES,
  };
}

/** A new offering and the place of its fields in the request. */
export interface Draft {
  readonly id: string;
  readonly slug: string;
  readonly origin: Offering['origin'];
  readonly content: OfferingContent;
  readonly path: string;
}

/** Creates all of them or none. */
export function create(drafts: readonly Draft[], now: Date): Decision {
  const violations = drafts.flatMap(({ content, path }) => violationsOf(content, path));
  if (violations.length > 0) return { rejection: invalid(violations) };
  return {
    events: drafts.map(({ id, slug, origin, content }) => ({
      type: 'created',
      offering: { ...content, id, slug, origin, state: 'PUBLISHED', createdTime: now, updatedTime: now },
    })),
  };
}

/** Changes an offering. Its slug stays: links to it are out in the world. So does its kind: bookings rely on it. */
export function revise(offering: Offering, content: OfferingContent, now: Date): Decision {
  if (offering.state === 'ARCHIVED') {
    return { rejection: reject('OFFERING_ARCHIVED', 'This offering is no longer sold. Create a new one instead.') };
  }
  const kind = content.kind === offering.kind ? [] : [{ field: 'offering.kind', description: 'cannot change; create another offering' }];
  const violations = [...kind, ...violationsOf(content, 'offering')];
  if (violations.length > 0) return { rejection: invalid(violations) };
  return { events: [{ type: 'revised', offering: { ...offering, ...content, updatedTime: now } }] };
}

/** Takes it off sale; once is enough. */
export function archive(offering: Offering, now: Date): Decision {
  if (offering.state === 'ARCHIVED') return { events: [] };
  return { events: [{ type: 'archived', offering: { ...offering, state: 'ARCHIVED', updatedTime: now } }] };
}
