/** An event that a provider delivered, as it is kept: proof of what was told when, without secrets and personal data. */
export interface StoredWebhook {
  /** Ours, made of provider, account and the provider's event id: a second delivery has the same. */
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly eventId: string;
  readonly type: string;
  readonly paymentId: string | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  /** When the provider made it. */
  readonly occurred: Date;
}
