/** Every answer tells browsers to trust nothing but this origin and the payment provider's script. */
import type { HttpResponse } from './http.ts';

/** Origins of the payment provider that the page talks to. */
export interface TrustedOrigins {
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
  readonly connections: readonly string[];
}

/** Where Stripe.js lives and what it needs; the real one also opens frames and calls elsewhere. */
export function stripeOrigins(stripeJsUrl: string): TrustedOrigins {
  const { origin } = new URL(stripeJsUrl);
  if (origin !== 'https://js.stripe.com') return { scripts: [origin], frames: [origin], connections: [origin] };
  return {
    scripts: [origin, 'https://*.js.stripe.com'],
    frames: [origin, 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
    connections: ['https://api.stripe.com'],
  };
}

/** The content security policy of the page; pages of `embedders` may show it in a frame. Inline styles are what payment forms insert; inline scripts are not allowed. */
export function contentSecurityPolicy({ scripts, frames, connections }: TrustedOrigins, embedders: readonly string[] = []): string {
  return [
    `default-src 'self'`,
    `script-src 'self' ${scripts.join(' ')}`,
    `style-src 'self' 'unsafe-inline'`,
    `img-src 'self' data: blob: https:`,
    `font-src 'self' data:`,
    `connect-src 'self' ${connections.join(' ')}`,
    `frame-src 'self' blob: ${frames.join(' ')}`,
    `worker-src 'self' blob:`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors ${embedders.length > 0 ? embedders.join(' ') : "'none'"}`,
  ].join('; ');
}

/** Sets the headers that no answer goes without; a request that came over TLS is told to come so again. */
export function setSecurityHeaders(response: HttpResponse, policy: string, overTls: boolean): void {
  if (overTls) response.setHeader('strict-transport-security', 'max-age=31536000');
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin-allow-popups');
  response.setHeader('permissions-policy', 'camera=(), microphone=(), geolocation=(self), payment=*');
}
