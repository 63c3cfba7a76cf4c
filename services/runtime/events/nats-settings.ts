/** How a service connects to NATS: as itself, and to nobody else. */
import { credsAuthenticator, nkeyAuthenticator, type Authenticator, type ConnectionOptions, type TlsOptions } from 'nats';
import { inboxOf } from './permissions.ts';

/** Where the broker is, and who connects. */
export interface NatsTarget {
  /** `nats://[user:password@]host:port`, several separated by commas. */
  readonly url: string;
  /** How the server lists this connection, and whose inbox it listens to. */
  readonly name: string;
  /** Who this is, for servers that want more than a password in the URL. */
  readonly identity?: NatsIdentity;
  /** PEM files for servers with certificates (`tls://`): the authority to trust, and what to show when the server asks. */
  readonly tls?: { readonly [file in 'caFile' | 'certFile' | 'keyFile']?: string | undefined };
}

/** The text of a `.creds` file, or the seed of a user's nkey. */
export interface NatsIdentity {
  readonly creds?: string | undefined;
  readonly nkeySeed?: string | undefined;
}

/** Pause before another attempt to connect. */
export const RETRY_MS = 500;

/**
 * How to connect, once: what ended is followed by another connection. The client's own way of coming back mixes the bytes of two
 * connections when the broker hung while it was dialled; by default it also takes 4 minutes to notice a dead peer.
 */
export function natsSettings({ url, name, identity = {}, tls = {} }: NatsTarget): ConnectionOptions {
  const servers = url.split(',').map((text) => new URL(text.trim()));
  const [first] = servers;
  if (!first) throw new TypeError('NATS_URL names no server');
  return {
    servers: servers.map(({ host }) => host),
    name,
    inboxPrefix: inboxOf(name),
    reconnect: false,
    pingInterval: 10_000,
    maxPingOut: 2,
    timeout: 2_000,
    // A stack trace for each message costs a third of publishing it, and nobody reads those of our own publisher.
    noAsyncTraces: true,
    ...(first.username && first.password && { user: decodeURIComponent(first.username), pass: decodeURIComponent(first.password) }),
    ...(first.username && !first.password && { token: decodeURIComponent(first.username) }),
    ...(first.protocol === 'tls:' && { tls: filesIn(tls) }),
    ...authenticated(identity),
  };
}

function filesIn({ caFile, certFile, keyFile }: NonNullable<NatsTarget['tls']>): TlsOptions {
  return { ...(caFile !== undefined && { caFile }), ...(certFile !== undefined && { certFile }), ...(keyFile !== undefined && { keyFile }) };
}

function authenticated({ creds, nkeySeed }: NatsIdentity): { authenticator?: Authenticator } {
  const encoder = new TextEncoder();
  if (creds !== undefined) return { authenticator: credsAuthenticator(encoder.encode(creds)) };
  return nkeySeed === undefined ? {} : { authenticator: nkeyAuthenticator(encoder.encode(nkeySeed)) };
}

/** A URL as it may stand in a log. */
export const withoutSecrets = (url: string): string => url.replaceAll(/\/\/[^@/,]*@/g, '//');
