/** A signed-in device: each refresh is a new generation, and only the newest is good; or all of a person's end at once. */
import { reject, type Rejection } from '../../runtime/errors.ts';
import type { Origin } from './activity.ts';

export interface Session {
  readonly id: string;
  readonly userId: string;
  /** That of the identity when it signed in: another one there ends this session. */
  readonly epoch: number;
  readonly generation: number;
  readonly rotated: Date;
  readonly expires: Date;
  readonly revoked: Date | undefined;
  readonly created: Date;
  /** From where it was opened. */
  readonly origin: Origin;
}

const SESSION_DAYS = 30;
/** Two tabs that refresh at once both go on; a token stolen and used later does not. */
const GRACE_MS = 10_000;

export const newSession = (about: Pick<Session, 'id' | 'userId' | 'epoch' | 'origin'>, now: Date): Session => ({
  ...about,
  generation: 1,
  rotated: now,
  expires: new Date(now.getTime() + SESSION_DAYS * 86_400_000),
  revoked: undefined,
  created: now,
});

/** What a refresh with a token of this generation does: goes on, repeats the last answer, or ends the whole session. */
export function refresh(session: Session | undefined, generation: number, now: Date): { readonly verdict: 'renewed' | 'repeated' | 'reused' } | { readonly rejection: Rejection } {
  if (!session || session.revoked || session.expires <= now) return { rejection: signInAgain() };
  if (generation === session.generation) return { verdict: 'renewed' };
  const justRotated = generation === session.generation - 1 && now.getTime() - session.rotated.getTime() <= GRACE_MS;
  return { verdict: justRotated ? 'repeated' : 'reused' };
}

/** What decides with the session whether it is over: that of whoever it belongs to. */
export interface SessionOwner {
  readonly epoch: number;
  readonly keptSessionId: string | undefined;
}

/** Whether the person has not ended all sessions, or all but this one, since it began. */
export const outlived = ({ id, epoch }: Pick<Session, 'id' | 'epoch'>, owner: SessionOwner): boolean =>
  epoch === owner.epoch || id === owner.keptSessionId;

export const signInAgain = (): Rejection => reject('SESSION_ENDED', 'Your session has ended. Sign in again.', { code: 'UNAUTHENTICATED' });
