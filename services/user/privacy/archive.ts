/** Packs files into one ZIP archive, with a text that says what is what. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A file and the service that gave it. */
export interface ArchivedFile {
  readonly service: string;
  readonly name: string;
  readonly about: string;
  readonly content: Uint8Array;
}

export interface Archive {
  readonly bytes: Uint8Array;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** The same files give the same bytes: `time` is that of every entry. */
export async function packArchive(files: readonly ArchivedFile[], business: string, time: Date): Promise<Archive> {
  const zip = new ZipFile();
  const options = { mtime: time, mode: 0o100600 };
  zip.addBuffer(Buffer.from(readme(files, business, time)), 'README.txt', options);
  for (const { service, name, content } of files) zip.addBuffer(Buffer.from(content), `${service}/${name}`, options);
  zip.end();
  const bytes = new Uint8Array(await buffer(zip.outputStream));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

const readme = (files: readonly ArchivedFile[], business: string, time: Date): string =>
  [
    `What ${business} keeps about you on Berth, as it was on ${time.toISOString()}.`,
    '',
    'Folders are the parts of the platform that keep it. Times are in UTC unless a zone is named; amounts are in the smallest unit of the currency.',
    'Addresses of yours that advertisers were told are in it as hashes only. Passwords, tokens and keys are not in it.',
    '',
    ...files.map(({ service, name, about }) => `${service}/${name}\n    ${about}`),
    '',
  ].join('\n');
