/** Certificates for one installation: an authority of its own, and one for each part that says which part it is. For development and tests. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { TlsFiles } from '#runtime/rpc/certificates.ts';
import { StartFailure } from './start-failure.ts';

const DAYS = 825;

/** Where the files of a part are, made or not. */
export const tlsFilesOf = (dir: string, part: string): TlsFiles => ({ certFile: join(dir, `${part}.pem`), keyFile: join(dir, `${part}.key`), caFile: join(dir, 'ca.pem') });

/** Makes what is missing; keys are for their owner's eyes. */
export async function ensureCertificates(dir: string, parts: readonly string[]): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  if (!existsSync(join(dir, 'ca.pem'))) await makeAuthority(dir);
  for (const part of parts) if (!existsSync(tlsFilesOf(dir, part).certFile)) await makeCertificate(dir, part);
}

/** `ca.pem` and `ca.key` in a directory. */
export async function makeAuthority(dir: string): Promise<void> {
  const [key, certificate] = [join(dir, 'ca.key'), join(dir, 'ca.pem')];
  await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key);
  await chmod(key, 0o600);
  await openssl('req', '-x509', '-new', '-key', key, '-days', String(DAYS), '-subj', '/CN=Berth development', '-out', certificate);
}

/** A certificate of a part, by the authority in the same directory; a negative number of days makes one that has expired. */
export async function makeCertificate(dir: string, part: string, { days = DAYS, names = [`URI:spiffe://berth/${part}`, 'DNS:localhost', 'IP:127.0.0.1'] } = {}): Promise<void> {
  const { certFile, keyFile } = tlsFilesOf(dir, part);
  const [request, extensions] = [join(dir, `${part}.csr`), join(dir, `${part}.ext`)];
  await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', keyFile);
  await chmod(keyFile, 0o600);
  await openssl('req', '-new', '-key', keyFile, '-subj', `/CN=${part}`, '-out', request);
  await writeFile(extensions, `subjectAltName=${names.join(',')}\nextendedKeyUsage=serverAuth,clientAuth\nkeyUsage=digitalSignature\n`);
  await openssl('x509', '-req', '-in', request, '-CA', join(dir, 'ca.pem'), '-CAkey', join(dir, 'ca.key'), '-CAcreateserial', '-days', String(days), '-extfile', extensions, '-out', certFile);
}

async function openssl(...args: string[]): Promise<void> {
  try {
    await promisify(execFile)('openssl', args);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new StartFailure(missing ? 'openssl is missing. Type: sudo apt-get install openssl' : `openssl could not make a certificate: ${String(error)}`, { cause: error });
  }
}
