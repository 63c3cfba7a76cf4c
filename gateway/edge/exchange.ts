/** One request and its response, with what every handler wants to know of it. */
import type { HttpRequest, HttpResponse } from './http.ts';
import { newId } from '#runtime/ids.ts';

/** Either HTTP version. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly response: HttpResponse;
  readonly method: string;
  /** Address as the client wrote it; the host is not to be trusted for anything but choosing a tenant. */
  readonly url: URL;
  /** Ties answers to logs; the client's own `x-request-id` when it is harmless. */
  readonly requestId: string;
  /** IP address of the client, as far as it can be trusted. */
  readonly clientAddress: string;
}

/** Answers one path or family of paths. */
export type Handler = (exchange: Exchange) => Promise<void> | void;

const HARMLESS = /^[\w.:-]{1,128}$/;

/** `undefined` when the request has no address that can be read. */
export function openExchange(request: HttpRequest, response: HttpResponse, proxies: number): Exchange | undefined {
  const authority = 'authority' in request ? request.authority : request.headers.host;
  const url = URL.parse(`http://${authority ?? ''}${request.url?.startsWith('/') ? request.url : '/'}`);
  if (!url || !authority) return undefined;
  const sent = headerOf(request, 'x-request-id');
  return {
    request,
    response,
    url,
    method: request.method ?? 'GET',
    requestId: sent !== undefined && HARMLESS.test(sent) ? sent : newId(),
    clientAddress: clientAddressOf(request, proxies),
  };
}

/** A header as one string; `undefined` when it was not sent. */
export function headerOf({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The address that the outermost of our own `proxies` saw; what is further left in the header anybody may have written. */
export function clientAddressOf(request: HttpRequest, proxies: number): string {
  const peer = request.socket.remoteAddress ?? '';
  const seen = (headerOf(request, 'x-forwarded-for') ?? '').split(',').flatMap((part) => part.trim() || []);
  return ((proxies > 0 ? seen.at(-proxies) : undefined) ?? peer).replace(IPV4_IN_IPV6, '');
}

/** How sockets that take both kinds of addresses write IPv4, ours and those of proxies. */
const IPV4_IN_IPV6 = /^::ffff:(?=[\d.]+$)/i;

/** Whether the outermost of our own `proxies` was spoken to over TLS; only they can say, and without one nothing here is. */
export function cameOverTls(request: HttpRequest, proxies: number): boolean {
  const schemes = (headerOf(request, 'x-forwarded-proto') ?? '').split(',').map((scheme) => scheme.trim());
  return proxies > 0 && (schemes.at(-proxies) ?? schemes[0]) === 'https';
}
