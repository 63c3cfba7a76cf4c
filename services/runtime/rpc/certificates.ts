/** A service's certificate and those it trusts, read again whenever their files change; what is broken or half written is left aside until it is whole. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { experimental } from '@grpc/grpc-js';
import { SettingsError } from '../config/settings.ts';
import type { Logger } from '../logger.ts';
import { serviceIn } from './peer-identity.ts';

/** Where the PEM files are. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

export interface CertificatesOptions {
  readonly files: TlsFiles;
  /** The service that the certificate has to stand for. */
  readonly service: string;
  readonly logger: Logger;
  /** How often to look; 5,000 ms by default, never with 0: for programs that are soon done. */
  readonly lookMs?: number;
}

type Provider = experimental.CertificateProvider;

interface Pems {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
  readonly caCertificate: Buffer;
}

const LOOK_MS = 5_000;

/** As grpc-js asks for it. Throws a `SettingsError` that says which file is at fault. Disposing it ends the looking. */
export function watchCertificates({ files, service, logger, lookMs = LOOK_MS }: CertificatesOptions): Provider & Disposable {
  let current = read(files, service);
  const identities = listeners(({ certificate, privateKey }: Pems) => ({ certificate, privateKey }), () => current);
  const authorities = listeners(({ caCertificate }: Pems) => ({ caCertificate }), () => current);
  const look = (): void => {
    try {
      const found = read(files, service);
      if (same(found, current)) return;
      current = found;
    } catch (error) {
      logger.warn({ err: error }, 'the changed certificates cannot be used; the old ones stay');
      return;
    }
    identities.tell();
    authorities.tell();
    logger.info({ expires: new X509Certificate(current.certificate).validTo }, 'the certificates changed');
  };
  const timer = lookMs > 0 ? setInterval(look, lookMs).unref() : undefined;
  return {
    addIdentityCertificateListener: identities.add,
    removeIdentityCertificateListener: identities.remove,
    addCaCertificateListener: authorities.add,
    removeCaCertificateListener: authorities.remove,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function listeners<T>(part: (pems: Pems) => T, current: () => Pems) {
  const all = new Set<(update: T | null) => void>();
  return {
    add(listener: (update: T | null) => void): void {
      all.add(listener);
      process.nextTick(() => all.has(listener) && listener(part(current())));
    },
    remove: (listener: (update: T | null) => void): void => void all.delete(listener),
    tell: (): void => all.forEach((listener) => listener(part(current()))),
  };
}

const same = (one: Pems, other: Pems): boolean =>
  one.certificate.equals(other.certificate) && one.privateKey.equals(other.privateKey) && one.caCertificate.equals(other.caCertificate);

function read({ certFile, keyFile, caFile }: TlsFiles, service: string): Pems {
  const pems = { certificate: bytesOf('TLS_CERT_FILE', certFile), privateKey: bytesOf('TLS_KEY_FILE', keyFile), caCertificate: bytesOf('TLS_CA_FILE', caFile) };
  const named = serviceIn(parsed('TLS_CERT_FILE', pems.certificate).subjectAltName);
  if (named !== service) throw new SettingsError([`TLS_CERT_FILE must be a certificate of spiffe://berth/${service}${named === undefined ? '' : `, not of spiffe://berth/${named}`}`]);
  parsed('TLS_CA_FILE', pems.caCertificate);
  try {
    createSecureContext({ cert: pems.certificate, key: pems.privateKey, ca: pems.caCertificate });
  } catch {
    throw new SettingsError(['TLS_KEY_FILE must be the PEM of the private key of TLS_CERT_FILE']);
  }
  return pems;
}

function bytesOf(name: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new SettingsError([`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function parsed(name: string, pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new SettingsError([`${name} must be a certificate in PEM`]);
  }
}
