/** Signs a webhook the way Stripe does: HMAC-SHA256 over `timestamp.body`, in the header `Stripe-Signature`. */
import { createHmac } from 'node:crypto';

export function signatureHeader(body: string, secret: string, seconds: number): string {
  const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${signature}`;
}
