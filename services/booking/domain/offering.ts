/** What booking knows of an offering: its own copy, so that a hold needs no other service. */
import type { Money } from '../../runtime/money.ts';

export type OfferingKind = 'appointment' | 'service' | 'event' | 'product';

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
}
