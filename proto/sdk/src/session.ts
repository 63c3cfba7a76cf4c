/** A signed-in session as plain data, and where it is kept between calls, page loads and tabs. */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Session } from '../../gen/berth/user/v1/user_pb.ts';

/** What is kept of a session. Times are milliseconds since 1970. */
export interface StoredSession {
  readonly accessToken: string;
  /** By this machine's clock, whatever that says: the token's lifetime counted from its arrival. */
  readonly accessExpiresAt: number;
  readonly refreshToken: string;
  readonly refreshExpiresAt: number;
  /** `usr_…`. */
  readonly userId: string;
}

/** Keeps at most one session. May be shared by several clients of the same tenant. */
export interface SessionStore {
  load(): StoredSession | undefined | Promise<StoredSession | undefined>;
  /** `undefined` forgets the session. */
  save(session: StoredSession | undefined): void | Promise<void>;
}

/** Keeps the session for as long as the object lives. */
export function memorySessions(): SessionStore {
  let kept: StoredSession | undefined;
  return {
    load: () => kept,
    save: (session) => void (kept = session),
  };
}

/** A session as it arrived at `now`. */
export function toStored(session: Session, now: number): StoredSession {
  return {
    accessToken: session.accessToken,
    accessExpiresAt: now + (lifetimeMs(session.accessToken) ?? remainingMs(session, now)),
    refreshToken: session.refreshToken,
    refreshExpiresAt: session.refreshExpireTime ? timestampMs(session.refreshExpireTime) : now,
    userId: session.user?.id ?? '',
  };
}

const remainingMs = (session: Session, now: number): number =>
  session.accessExpireTime ? timestampMs(session.accessExpireTime) - now : 0;

/** Lifetime by the token's own claims, so that a wrong clock on this machine does not matter. */
function lifetimeMs(token: string): number | undefined {
  try {
    const payload = token.split('.')[1] ?? '';
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    if (typeof claims !== 'object' || claims === null || !('exp' in claims) || !('iat' in claims)) return undefined;
    return typeof claims.exp === 'number' && typeof claims.iat === 'number' ? (claims.exp - claims.iat) * 1000 : undefined;
  } catch {
    return undefined; // not a JWT: a tenant's own token format is none of our business
  }
}
