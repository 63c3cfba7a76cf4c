/** Who changes where money goes, or gives it back, is an administrator now, in a session that is open: what a token says of both may be ten minutes old. */
import { validate } from 'uuid';
import { AccountService } from '#proto/berth/user/v1/account_service_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../runtime/actor/types.ts';
import { Failure, reject } from '../runtime/errors.ts';
import { connectTo } from '../runtime/rpc/client.ts';
import type { Runtime } from '../runtime/service.ts';

export interface ActingAdministrators extends Disposable {
  /** Throws `NO_ADMINISTRATOR` or `SESSION_ENDED`, and `UNAVAILABLE` while the user service is away: then nothing changes. */
  need(caller: Caller, signal: AbortSignal): Promise<void>;
}

/** Asks the user service, in the caller's own name. */
export function createActingAdministrators(runtime: Runtime, address: string): ActingAdministrators {
  const users = connectTo(UserService, { ...runtime, address });
  const accounts = connectTo(AccountService, { ...runtime, address });
  return {
    async need(caller, signal) {
      if (!validate(caller.subject)) throw new Failure(noAdministrator());
      const [{ user }, { sessions }] = await Promise.all([users.getMe({}, { caller, signal }), accounts.listSessions({}, { caller, signal })]);
      if (!user?.roles.includes(Role.ADMIN)) throw new Failure(noAdministrator());
      if (caller.session !== undefined && !sessions.some(({ current }) => current)) throw new Failure(sessionEnded());
    },
    [Symbol.dispose]() {
      users[Symbol.dispose]();
      accounts[Symbol.dispose]();
    },
  };
}

const noAdministrator = () =>
  reject('NO_ADMINISTRATOR', 'Only administrators of the business say where its money goes and give it back, and you are none any more.', { code: 'PERMISSION_DENIED' });

const sessionEnded = () => reject('SESSION_ENDED', 'Your session has ended. Sign in again.', { code: 'UNAUTHENTICATED' });
