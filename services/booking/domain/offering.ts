/** What booking knows of an offering: its own copy, so that a hold needs no other service. */
import type { Money } from '../../runtime/money.ts';

export type OfferingKind = 'appointment' | 'service' | 'event' | 'product';

/** One of the choices of which a customer takes one. */
export interface Variant {
  readonly id: string;
  readonly name: string;
  /** Absent: the offering's. */
  readonly price: Money | undefined;
}

/** Something besides, with its own price; it may take time of its own. */
export interface AddOn {
  readonly id: string;
  readonly name: string;
  readonly price: Money;
  readonly extraMinutes: number;
}

export interface Offering {
  readonly id: string;
  readonly kind: OfferingKind;
  readonly title: string;
  readonly place: string;
  readonly price: Money;
  readonly durationMinutes: number;
  readonly timeZone: string;
  readonly capacity: number;
  readonly paidOnline: boolean;
  readonly holdMinutes: number;
  readonly freeCancellationHours: number;
  readonly published: boolean;
  readonly variants: readonly Variant[];
  readonly addOns: readonly AddOn[];
}
