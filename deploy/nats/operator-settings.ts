/** What commands read that work on the broker as its operator. */
import { url } from '#runtime/config/kinds.ts';
import { natsIdentity } from '#runtime/config/runtime.ts';
import { tlsSettings } from '#runtime/rpc/transport-security.ts';

export const operatorSettings = { url: url('NATS_URL', ['nats', 'tls']), identity: natsIdentity, tls: tlsSettings } as const;
