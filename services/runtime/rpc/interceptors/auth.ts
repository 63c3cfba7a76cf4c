/** No handler runs before the caller's internal token is verified and the RPC's access policy lets them in. */
import type { Caller } from '../../actor/types.ts';
import { Failure } from '../../errors.ts';
import { authorize } from '../access.ts';
import type { Incoming } from '../call.ts';
import type { TokenVerifier } from '../tokens.ts';

const BEARER = /^Bearer ([\w.-]+)$/;

/** The caller of a call; `UNAUTHENTICATED` or `PERMISSION_DENIED` when they may not make it. */
export async function authenticate(verifier: TokenVerifier, { method, metadata }: Incoming): Promise<Caller> {
  const [header, ...others] = metadata.get('authorization');
  const token = typeof header === 'string' && others.length === 0 ? BEARER.exec(header)?.[1] : undefined;
  if (token === undefined) {
    throw new Failure({ code: 'UNAUTHENTICATED', reason: 'TOKEN_MISSING', message: 'The call carries no internal token.' });
  }
  const caller = await verifier.verify(token);
  authorize(method, caller);
  return caller;
}
