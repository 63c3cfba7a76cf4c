/** A call never waits for more than one refresh, and a refresh token is never sent twice. */
import type { Session } from '../../gen/berth/user/v1/user_pb.ts';
import { berthError } from './errors.ts';
import { type SessionStore, type StoredSession, toStored } from './session.ts';

/** Runs `work` alone among everybody who uses the same name. */
export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>;

/** Tokens for calls. */
export interface SessionKeeper {
  /** A token that is good for a while, refreshed first when it is about to end; `undefined` when nobody is signed in. */
  accessToken(): Promise<string | undefined>;
  /** A token other than `rejected`, or `undefined` when there is none to be had. */
  replace(rejected: string): Promise<string | undefined>;
  /** Who is signed in. */
  current(): Promise<StoredSession | undefined>;
  begin(session: Session): Promise<void>;
  end(): Promise<void>;
}

/** What a keeper works with. */
export interface KeeperParts {
  readonly store: SessionStore;
  /** Trades a refresh token; must not pass through the keeper itself. */
  readonly refresh: (refreshToken: string) => Promise<Session | undefined>;
  readonly lock: Lock;
  readonly now: () => number;
}

const EARLY_MS = 30_000;

export function createSessionKeeper({ store, refresh, lock, now }: KeeperParts): SessionKeeper {
  let underWay: Promise<string | undefined> | undefined;

  const renew = (stale: string): Promise<string | undefined> =>
    lock('berth-session', async () => {
      const session = await store.load();
      if (session === undefined || session.accessToken !== stale) return session?.accessToken; // another tab was faster
      return trade(session);
    });

  const trade = async (session: StoredSession): Promise<string | undefined> => {
    try {
      const renewed = await refresh(session.refreshToken);
      if (renewed === undefined) return undefined;
      await store.save(toStored(renewed, now()));
      return renewed.accessToken;
    } catch (error) {
      if (berthError(error).code !== 'UNAUTHENTICATED') throw error;
      await store.save(undefined); // ended or revoked: the caller has to sign in again
      return undefined;
    }
  };

  const replace = (rejected: string): Promise<string | undefined> => {
    underWay ??= renew(rejected).finally(() => (underWay = undefined));
    return underWay;
  };

  return {
    replace,
    async accessToken() {
      const session = await store.load();
      if (session === undefined) return undefined;
      return session.accessExpiresAt - EARLY_MS > now() ? session.accessToken : replace(session.accessToken);
    },
    current: async () => store.load(),
    begin: async (session) => store.save(toStored(session, now())),
    end: async () => store.save(undefined),
  };
}
