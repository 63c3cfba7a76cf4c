/** What a person agreed to or took back: written once, never changed; the newest of a purpose counts. */

export type Purpose = 'measurement' | 'marketing';

export interface Consent {
  readonly id: string;
  readonly userId: string;
  readonly purpose: Purpose;
  readonly granted: boolean;
  /** Which version of the text they saw. */
  readonly textVersion: string;
  /** Where. */
  readonly source: string;
  /** The booking with which it was given. */
  readonly bookingId: string | undefined;
  readonly time: Date;
}
