/** Everything that a receipt prints, fixed when it is issued: printing it again needs nothing else and gives the same receipt. */

/** Who issues it. */
export interface Seller {
  readonly tradingName: string;
  readonly legalName: string;
  readonly addressLines: readonly string[];
  readonly countryCode: string;
  /** Empty when not registered for tax. */
  readonly taxId: string;
  readonly supportEmail: string;
  /** `#rrggbb` */
  readonly brandColor: string;
  readonly timeZone: string;
  /** BCP 47. */
  readonly locale: string;
}

/** When something takes place; instants as ISO 8601, wall times as `YYYY-MM-DDTHH:MM`. */
export interface LineTime {
  readonly start: string;
  readonly timeZone: string;
  readonly localStart: string;
  readonly localEnd: string;
}

/** One thing that was paid for. Amounts are minor units as decimal text, tax included. */
export interface Line {
  readonly title: string;
  readonly quantity: number;
  readonly unitMinor: string;
  readonly amountMinor: string;
  /** Empty for what is added to a booking. */
  readonly place: string;
  /** Who serves; empty for sessions, and for what is added. */
  readonly staffName: string;
  /** Absent for what is added. */
  readonly time?: LineTime;
}

/** The document, as plain JSON. */
export interface ReceiptDocument {
  readonly number: string;
  /** ISO 8601. */
  readonly issued: string;
  readonly seller: Seller;
  readonly customer: { readonly name: string; readonly email: string };
  readonly lines: readonly Line[];
  readonly currency: string;
  readonly totalMinor: string;
  readonly tax: { readonly rateBps: number; readonly includedMinor: string };
  readonly payment: {
    /** Such as `Visa •••• 4242`. */
    readonly methodLabel: string;
    /** ISO 8601. */
    readonly captured: string;
    /** `pay_…` */
    readonly reference: string;
  };
  /** Such as `K7QM-2XPD`. */
  readonly bookingCode: string;
}
