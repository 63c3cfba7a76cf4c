/** How services connect to each other: in the clear, or each end proving by a certificate which service it is. */
import { type ChannelCredentials, credentials, experimental, ServerCredentials } from '@grpc/grpc-js';
import { optional, text } from '../config/kinds.ts';
import { SettingsError, type SettingsOf } from '../config/settings.ts';
import type { Logger } from '../logger.ts';
import { type TlsFiles, watchCertificates } from './certificates.ts';
import { serviceIn } from './peer-identity.ts';

/** All three or none. */
export const tlsSettings = {
  certFile: optional(text('TLS_CERT_FILE', 'a file with this service’s certificate and the chain to its authority')),
  keyFile: optional(text('TLS_KEY_FILE', 'a file with the private key of that certificate')),
  caFile: optional(text('TLS_CA_FILE', 'a file with the certificates of the authorities that are trusted')),
};

/** What a server tells of the other end of a call. */
export interface PeerContext {
  readonly sslPeerCertificate?: { readonly subjectaltname?: string | undefined };
}

export interface TransportSecurity extends Disposable {
  readonly server: ServerCredentials;
  /** For calls to a service: a server that proves to be another is not talked to. */
  client(service: string): ChannelCredentials;
  /** The service at the other end; empty when its certificate names none. Nothing without certificates. */
  peerOf(context: PeerContext): string | undefined;
}

/** Without certificates: internal tokens alone say who calls. */
export const PLAIN: TransportSecurity = {
  server: ServerCredentials.createInsecure(),
  client: () => credentials.createInsecure(),
  peerOf: () => undefined,
  [Symbol.dispose]: () => undefined,
};

/** As the settings say. Throws a `SettingsError` for half of them, and for files that do not fit together or to the service. */
export function openTransportSecurity(settings: SettingsOf<typeof tlsSettings>, service: string, logger: Logger): TransportSecurity {
  const files = filesIn(settings);
  return files ? mutualTls(files, service, logger) : PLAIN;
}

function filesIn({ certFile, keyFile, caFile }: SettingsOf<typeof tlsSettings>): TlsFiles | undefined {
  if (certFile !== undefined && keyFile !== undefined && caFile !== undefined) return { certFile, keyFile, caFile };
  const given = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, TLS_CA_FILE: caFile };
  const missing = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 3) return undefined;
  throw new SettingsError([`TLS_CERT_FILE, TLS_KEY_FILE and TLS_CA_FILE go together: set ${missing.join(' and ')}, or none of them`]);
}

/** Both ends show a certificate of an authority in `caFile`. */
export function mutualTls(files: TlsFiles, service: string, logger: Logger, lookMs?: number): TransportSecurity {
  const provider = watchCertificates({ files, service, logger, ...(lookMs !== undefined && { lookMs }) });
  return {
    server: experimental.createCertificateProviderServerCredentials(provider, provider, true),
    client: (wanted) =>
      experimental.createCertificateProviderChannelCredentials(provider, provider, {
        // Addresses come and go; what counts is which service answers there.
        checkServerIdentity: (_, { subjectaltname }) => (serviceIn(subjectaltname) === wanted ? undefined : new Error(`the server is not the ${wanted} service`)),
      }),
    peerOf: ({ sslPeerCertificate }) => serviceIn(sslPeerCertificate?.subjectaltname) ?? '',
    [Symbol.dispose]: () => provider[Symbol.dispose](),
  };
}
