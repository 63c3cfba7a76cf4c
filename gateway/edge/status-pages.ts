/** What orchestrators, browsers and verifiers ask of the address itself: health, readiness, public settings, public keys. */
import type { Jwks } from '../identity/jwks.ts';
import type { Upstreams } from '../rpc/upstreams.ts';
import type { Exchange, Handler } from './exchange.ts';
import { json, problem, type Reply, send, text } from './reply.ts';

/** Answers GET and HEAD; `405` to everything else. */
export const reading =
  (answer: () => Promise<Reply> | Reply): Handler =>
  async (exchange: Exchange) => {
    const readable = exchange.method === 'GET' || exchange.method === 'HEAD';
    send(exchange, readable ? await answer() : problem(405, 'METHOD_NOT_ALLOWED', 'Use GET.', { allow: 'GET, HEAD' }));
  };

/** `/livez`: the process runs. */
export const livez = reading(() => text(200, 'ok'));

/** `/readyz`: the gateway takes requests; not any more once it is stopping. */
export const readyz = (stopping: AbortSignal): Handler =>
  reading(() => (stopping.aborted ? text(503, 'stopping') : text(200, 'ready')));

/** `/health`: every service's own word, as one line of JSON; `503` unless all serve. */
export const health = (upstreams: Upstreams): Handler =>
  reading(async () => {
    const services = await upstreams.health();
    const well = Object.values(services).every((serving) => serving === 'SERVING');
    return json(well ? 200 : 503, { status: well ? 'ok' : 'degraded', services });
  });

/** `/.well-known/jwks.json`: the keys that access tokens are signed with. */
export const publicKeys = (jwks: Jwks): Handler =>
  reading(async () => ({
    status: 200,
    headers: { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=60' },
    body: await jwks.json(),
  }));

/** Settings of the page; nothing in it is secret. */
export interface PublicConfig {
  /** Script that defines `Stripe`. */
  readonly stripeJsUrl: string;
  /** API that the script calls, when it is not Stripe's own. */
  readonly stripeApiBase?: string;
}

/** `/config.json`: what the page has to know of this installation. */
export const publicConfig = (config: PublicConfig): Handler => reading(() => json(200, config));
