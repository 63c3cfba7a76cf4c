/** Mails about accounts: each that was asked for is sent once, with the name and colours of the business. */
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf } from '../../runtime/actor/state.ts';
import { accountMailStore } from '../db/account-mail-store.ts';
import { tenantStore } from '../db/copy-store.ts';
import { concluded, type AccountMail, type AccountMailOutcome } from '../domain/account-mail.ts';
import type { Tenant } from '../domain/facts.ts';
import { accountMailKey } from '../keys.ts';

/** A mail and whose name it is sent in. */
export interface AccountMailState {
  readonly mail: AccountMail | undefined;
  readonly tenant: Tenant | undefined;
}

export const accountMailActor = actor({
  name: 'account-mail',
  state: {
    stores: { account_mail: accountMailStore, tenant: tenantStore },
    compose: (parts): AccountMailState => ({
      mail: partsOf<AccountMail>(parts, 'account_mail').values().next().value,
      tenant: partsOf<Tenant>(parts, 'tenant').values().next().value,
    }),
    decompose: ({ mail }: AccountMailState) => (mail ? [[accountMailKey(mail.id), mail] as const] : []),
  },
  behaviour: {
    initial: { mail: undefined, tenant: undefined },
    evolve: (state: AccountMailState, mail: AccountMail): AccountMailState => ({ ...state, mail }),
  },
  outcomes: {
    sendAccountMail(turn, outcome: AccountMailOutcome) {
      const { mail } = turn.state;
      if (mail) turn.apply({ events: [concluded(mail, outcome)] });
    },
  },
});
