/** Administrators take their payments to an account of their own; its secrets go in and do not come out. */
import { PaymentAccountService, type SetPaymentAccountRequest } from '#proto/berth/payment/v1/payment_account_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { PrepareContext, Turn } from '../../runtime/actor/types.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import type { Sealer } from '../../runtime/secrets/keyring.ts';
import type { ActingAdministrators } from '../acting-administrator.ts';
import { findActiveAccount, paymentAccountStore } from '../db/payment-account-store.ts';
import {
  accountChanged, activeOf, nextTidying, type PaymentAccounts, type SealedSecret, type WantedAccount, withAccount, withoutActive, withoutUnneeded,
} from '../domain/payment-account.ts';
import { accountsKey, paymentAccountIdOf } from '../keys.ts';
import { toPaymentAccount } from '../payment-account-mapping.ts';
import { secretOwner } from '../stripe/accounts.ts';
import { modeOf, requireSameMode, secretKeyMissing } from '../stripe/credentials.ts';

export interface PaymentAccountOptions {
  readonly sealer: Sealer;
  /** The provider's id of the account that a secret key is of; refuses what the provider does. */
  accountOfKey(secretKey: string): Promise<string>;
  readonly administrators: Pick<ActingAdministrators, 'need'>;
}

/** Reminder that drops the keys of accounts which nothing needs any more. */
const TIDY = 'tidyAccounts';

interface Prepared {
  readonly wanted: WantedAccount;
}

type State = PaymentAccounts | undefined;
interface Event {
  readonly type: 'accountsChanged';
  readonly accounts: PaymentAccounts;
}
type AccountTurn = Turn<State, Event>;

export const paymentAccountActor = (options: PaymentAccountOptions) =>
  actor({
    name: 'payment-account',
    service: PaymentAccountService,
    state: single<PaymentAccounts>('payment_accounts', paymentAccountStore),
    behaviour: { initial: undefined, evolve: (_: State, { accounts }: Event): State => accounts },
    commands: {
      setPaymentAccount: {
        anew: [accountChanged().reason],
        prepare: (request, view) => prepare(request, view, options),
        route: (_, __, { caller }) => [accountsKey(caller.tenantId)],
        turn(turn, { etag }, { wanted }: Prepared) {
          const key = accountsKey(turn.caller.tenantId);
          turn.expectEtag(key, etag);
          const decided = withAccount(turn.state ?? { id: key.id, accounts: [] }, wanted, turn.now);
          if ('rejection' in decided) throw new Failure(decided.rejection);
          change(turn, decided.accounts);
          const account = activeOf(decided.accounts.accounts);
          return account ? { account: toPaymentAccount(account, turn.version(key)) } : {};
        },
      },
      removePaymentAccount: {
        prepare: (_, { caller, signal }) => options.administrators.need(caller, signal),
        route: (_, __, { caller }) => [accountsKey(caller.tenantId)],
        turn(turn, { etag }) {
          const key = accountsKey(turn.caller.tenantId);
          turn.expectEtag(key, etag);
          if (!turn.state || !activeOf(turn.state.accounts)) throw notFound('payment account of', 'your own');
          change(turn, withoutActive(turn.state, turn.now));
          return {};
        },
      },
    },
    reminders: {
      [TIDY](turn: AccountTurn) {
        if (turn.state) change(turn, withoutUnneeded(turn.state, turn.now));
      },
    },
  });

function change(turn: AccountTurn, accounts: PaymentAccounts): void {
  if (accounts !== turn.state) turn.apply({ events: [{ type: 'accountsChanged', accounts }] });
  const due = nextTidying(accounts, turn.now);
  if (due) turn.remind(TIDY, due);
  else turn.forget(TIDY);
}

/** The provider is asked before the command queues: its answer is a fact of the turn. Nothing is kept of a key that it refuses. */
async function prepare(request: SetPaymentAccountRequest, { caller, db, signal }: PrepareContext, options: PaymentAccountOptions): Promise<Prepared> {
  await options.administrators.need(caller, signal);
  const { tenantId } = caller;
  const { secretKey, publishableKey, webhookSecrets } = request;
  if (secretKey !== '') requireSameMode(publishableKey, modeOf(secretKey));
  const account = secretKey === '' ? await accountThere(db, publishableKey) : await accountAt(tenantId, secretKey, options);
  const seal = (kind: 'secret key' | 'webhook secret', secret: string): SealedSecret => ({
    sealed: options.sealer.seal(secretOwner(tenantId, account.id, kind), secret),
    last4: secret.slice(-4),
  });
  return {
    wanted: {
      ...account,
      publishableKey,
      secretKey: secretKey === '' ? undefined : seal('secret key', secretKey),
      webhookSecrets: webhookSecrets.length === 0 ? undefined : webhookSecrets.map((secret) => seal('webhook secret', secret)),
    },
  };
}

type Named = Pick<WantedAccount, 'id' | 'reference' | 'mode'>;

/** The active account, whose secret key stays. */
async function accountThere(db: PrepareContext['db'], publishableKey: string): Promise<Named> {
  const found = await findActiveAccount(db);
  if (!found) throw secretKeyMissing();
  const { id, reference, mode } = found.account;
  requireSameMode(publishableKey, mode);
  return { id, reference, mode };
}

/** The account that a secret key is of, by the provider's word. */
async function accountAt(tenantId: string, secretKey: string, { accountOfKey }: PaymentAccountOptions): Promise<Named> {
  const reference = await accountOfKey(secretKey);
  const mode = modeOf(secretKey);
  return { id: paymentAccountIdOf(tenantId, reference, mode), reference, mode };
}
