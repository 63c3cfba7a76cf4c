/** No handler runs before the caller's internal token is verified. */
import type { Caller } from '../../actor/types.ts';
import { Failure } from '../../errors.ts';
import type { Incoming } from '../call.ts';
import type { TokenVerifier } from '../tokens.ts';

const BEARER = /^Bearer ([\w.-]+)$/;

/** The caller of a call; `UNAUTHENTICATED` when it does not say so credibly. Whether they may make it is `authorize`'s business. */
export async function authenticate(verifier: TokenVerifier, { metadata, peer }: Pick<Incoming, 'metadata' | 'peer'>): Promise<Caller> {
  const [header, ...others] = metadata.get('authorization');
  const token = typeof header === 'string' && others.length === 0 ? BEARER.exec(header)?.[1] : undefined;
  if (token === undefined) {
    throw new Failure({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING', message: 'The call carries no internal token.' });
  }
  return verifier.verify(token, peer);
}
