/**
 * Calls to providers: https to public addresses only (plain http to this machine alone, when the setting says so), no redirect is
 * followed, nobody is waited for and nothing is read beyond a limit, and who does not answer is left alone for a while.
 */
import { lookup } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { SpanKind, type Tracer } from '@opentelemetry/api';
import { unavailable, type Failure } from '../../runtime/errors.ts';
import { createBreaker } from '../../runtime/rpc/breaker.ts';
import { RPC } from '../../runtime/telemetry/attributes.ts';
import { inSpan } from '../../runtime/telemetry/spans.ts';

export interface OutboundRequest {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Outbound extends Disposable {
  /** The whole answer. Raises `UNAVAILABLE` when there is none in time, it is too large, or the other side failed. */
  fetch(url: string, request: OutboundRequest): Promise<Response>;
}

export interface OutboundOptions {
  /** Whom it is about, as people know them. */
  readonly name: string;
  /** An address of theirs from the settings: when it is on this machine, so may the others be. */
  readonly address: string;
  readonly tracer: Tracer;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address is on this machine. */
export const isLoopback = (url: string): boolean => LOOPBACK.has(new URL(url).hostname);

export function createOutbound({ name, address, tracer, timeoutMs = 4_000, maxBytes = 256 * 1024 }: OutboundOptions): Outbound {
  const local = isLoopback(address);
  const breaker = createBreaker(name);
  const failed = (cause: unknown): Failure => unavailable('SOCIAL_PROVIDER_UNAVAILABLE', `${name} does not answer at the moment. Try again, or sign in in another way.`, cause);
  return {
    fetch: (text, request) =>
      inSpan(tracer, `${request.method} ${name}`, { kind: SpanKind.CLIENT, attributes: { [RPC.serverAddress]: new URL(text).hostname } }, () =>
        breaker.run(async () => {
          try {
            const response = await exchange(allowed(new URL(text), local), request, { timeoutMs, maxBytes, local });
            if (response.status >= 500 || response.status === 429) throw new Error(`status ${response.status}`);
            return response;
          } catch (error) {
            throw failed(error);
          }
        }),
      ),
    [Symbol.dispose]: () => breaker[Symbol.dispose](),
  };
}

/** A name is judged when it is looked up, an address here. */
function allowed(url: URL, local: boolean): URL {
  if (local && isLoopback(url.href)) return url;
  if (url.protocol !== 'https:') throw new Error(`${url.origin} is not https`);
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (isIP(host) !== 0 && !isPublic(host)) throw new Error(`${host} is no public address`);
  return url;
}

interface Bounds {
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly local: boolean;
}

async function exchange(url: URL, { method, headers, body }: OutboundRequest, { timeoutMs, maxBytes, local }: Bounds): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options: RequestOptions = { method, headers: { ...headers }, signal: AbortSignal.timeout(timeoutMs), ...(!local && { lookup: publicOnly }) };
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, resolve);
  request.on('error', reject);
  request.end(body);
  const incoming = await promise;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // Leaving the loop ends the connection.
    if (size > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(bytes);
  }
  const status = incoming.statusCode ?? 500;
  const bodiless = status === 204 || status === 304;
  const type = incoming.headers['content-type'];
  return new Response(bodiless ? null : Buffer.concat(chunks), { status, headers: { ...(type !== undefined && { 'content-type': type }) } });
}

/** The addresses that are looked at are those that are connected to: no second lookup comes between. */
const publicOnly: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const found = addresses?.filter(({ address }) => isPublic(address)) ?? [];
    const [first] = found;
    if (error) done(error, '');
    else if (!first) done(new Error(`${hostname} has no public address`), '');
    else if (options.all === true) done(null, found);
    else done(null, first.address, first.family);
  });
};

const RESERVED_IPV4 = [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.0.2.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3],
] as const;

/** What is neither global unicast nor a way around to IPv4: mapped, NAT64 and 6to4 addresses lie outside 2000::/3 or are listed. */
const RESERVED_IPV6 = [['2001:db8::', 32], ['2002::', 16], ['2001::', 32]] as const;

const reserved = new BlockList();
for (const [network, prefix] of RESERVED_IPV4) reserved.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of RESERVED_IPV6) reserved.addSubnet(network, prefix, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

/** Whether an IP address is anybody's but a private network's, this machine's or a cloud's own. */
export function isPublic(address: string): boolean {
  if (isIP(address) === 4) return !reserved.check(address, 'ipv4');
  return isIP(address) === 6 && globalUnicast.check(address, 'ipv6') && !reserved.check(address, 'ipv6');
}
