/** What the page has to know of the installation that serves it. */

export interface PublicConfig {
  /** Script that defines `Stripe`. */
  readonly stripeJsUrl: string;
}

/** Asks the gateway; rejects with a sentence for people. */
export async function loadPublicConfig(signal?: AbortSignal): Promise<PublicConfig> {
  const reply = await fetch('/config.json', { signal: signal ?? null });
  const config: unknown = reply.ok ? await reply.json() : undefined;
  if (!isPublicConfig(config)) throw new Error('Berth did not say how payments are made here. Reload the page in a moment.');
  return config;
}

const isPublicConfig = (value: unknown): value is PublicConfig =>
  typeof value === 'object' && value !== null && 'stripeJsUrl' in value && typeof value.stripeJsUrl === 'string';
