/** Keys of internal tokens as they stand in settings: Ed25519 JWKs whose `kid` names the signing service, as in `gateway` or, while keys are changed, `gateway.2`. */

export interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly kid: string;
}

export interface SigningJwk extends PublicJwk {
  readonly d: string;
}

/** Key material was not what it should be; the text says how to mend it and holds none of it. */
export class KeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KeyError';
  }
}

/** The private JWK in `json`. */
export function readSigningJwk(json: string): SigningJwk {
  const value = parse(json);
  const d = member(value, 'd');
  if (typeof d !== 'string' || d === '') throw new KeyError('must be a private JWK: member d is missing');
  return { ...publicPart(value), d };
}

/** The key set in `json`: public keys only. */
export function readJwks(json: string): { keys: PublicJwk[] } {
  const keys = member(parse(json), 'keys');
  if (!Array.isArray(keys) || keys.length === 0) throw new KeyError('must be a JWKS: {"keys":[…]} with at least one key');
  if (keys.some((key) => member(key, 'd') !== undefined)) throw new KeyError('must hold public keys only: remove member d');
  const read = keys.map(publicPart);
  const twice = read.find(({ kid }, at) => read.findIndex((other) => other.kid === kid) !== at);
  if (twice) throw new KeyError(`must tell its keys apart: two have the kid ${twice.kid}, so call the newer one ${signerOf(twice.kid)}.2`);
  return { keys: read };
}

/** The service that signs with a key: what its `kid` says before the first dot. */
export const signerOf = (kid: string): string => kid.split('.', 1)[0] ?? '';

function publicPart(value: unknown): PublicJwk {
  const kid = member(value, 'kid');
  const x = member(value, 'x');
  if (member(value, 'kty') !== 'OKP' || member(value, 'crv') !== 'Ed25519') throw new KeyError('must be Ed25519 (kty OKP, crv Ed25519)');
  if (typeof kid !== 'string' || kid === '') throw new KeyError('needs a kid: the name of the signing service');
  if (typeof x !== 'string' || x === '') throw new KeyError('needs member x');
  return { kty: 'OKP', crv: 'Ed25519', x, kid };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new KeyError('must be JSON');
  }
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
