/** Which service a certificate stands for: the one SPIFFE id among its names, `spiffe://berth/<service>`. */

const ID = /^URI:spiffe:\/\/berth\/([a-z][a-z0-9-]{0,62})$/;

/** The service in subject alternative names as Node writes them; `undefined` when there is none, or more than one URI. */
export function serviceIn(subjectAltName: string | undefined): string | undefined {
  // Node puts names in quotes that hold a comma: one of those could pretend to be two.
  if (subjectAltName === undefined || subjectAltName.includes('"')) return undefined;
  const [uri, ...others] = subjectAltName.split(', ').filter((name) => name.startsWith('URI:'));
  return uri === undefined || others.length > 0 ? undefined : ID.exec(uri)?.[1];
}
