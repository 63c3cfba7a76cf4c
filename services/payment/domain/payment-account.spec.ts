import { expect } from 'chai';
import { activeOf, nextTidying, type PaymentAccounts, type WantedAccount, withAccount, withoutActive, withoutUnneeded } from './payment-account.ts';

const NOW = new Date('2026-11-21T10:00:00Z');
const LATER = new Date('2026-11-21T11:00:00Z');
const NONE: PaymentAccounts = { id: 'tenant', accounts: [] };
const sealed = (text: string) => ({ sealed: `sealed ${text}`, last4: text.slice(-4) });
const wanted = (id: string, change: Partial<WantedAccount> = {}): WantedAccount => ({
  id, reference: `acct_${id}`, mode: 'test', publishableKey: `pk_test_${id}`, secretKey: sealed(`sk_${id}`), webhookSecrets: undefined, ...change,
});

function set(accounts: PaymentAccounts, account: WantedAccount, at = NOW): PaymentAccounts {
  const decided = withAccount(accounts, account, at);
  if ('rejection' in decided) throw new Error(decided.rejection.reason);
  return decided.accounts;
}

describe('payment accounts of a tenant', () => {
  it('have one active: another takes its place, and the one before keeps its keys', () => {
    const both = set(set(NONE, wanted('a')), wanted('b'), LATER);
    expect(activeOf(both.accounts)?.id).to.equal('b');
    const before = both.accounts.find(({ id }) => id === 'a');
    expect(before).to.deep.include({ active: false, secretKey: sealed('sk_a'), updated: LATER });
    const none = withoutActive(both, LATER);
    expect(activeOf(none.accounts)).to.equal(undefined);
    expect(none.accounts.map(({ secretKey }) => secretKey.last4).toSorted()).to.deep.equal(['sk_a', 'sk_b']);
  });

  it('are the same after going back to one, with new keys', () => {
    const back = set(set(set(NONE, wanted('a', { webhookSecrets: [sealed('whsec_1')] })), wanted('b')), wanted('a', { secretKey: sealed('sk_new') }), LATER);
    expect(back.accounts).to.have.length(2);
    expect(activeOf(back.accounts)).to.deep.include({ id: 'a', secretKey: sealed('sk_new'), webhookSecrets: [sealed('whsec_1')], created: NOW });
  });

  it('keep the secret key that they have when none is given, of the active one only', () => {
    const kept = set(set(NONE, wanted('a')), wanted('a', { secretKey: undefined, webhookSecrets: [sealed('whsec_1'), sealed('whsec_2')] }));
    expect(activeOf(kept.accounts)).to.deep.include({ secretKey: sealed('sk_a'), webhookSecrets: [sealed('whsec_1'), sealed('whsec_2')] });
    for (const accounts of [NONE, set(set(NONE, wanted('a')), wanted('b'))]) {
      expect(withAccount(accounts, wanted('a', { secretKey: undefined }), NOW)).to.have.nested.property('rejection.reason', 'PAYMENT_ACCOUNT_CHANGED');
    }
  });

  it('go with their keys a day after they rest, or 400 days after anything happened to a payment of theirs', () => {
    const days = (count: number) => new Date(LATER.getTime() + count * 86_400_000);
    const both = set(set(NONE, wanted('a')), wanted('b'), LATER);
    const left = (accounts: PaymentAccounts, at: Date) => withoutUnneeded(accounts, at).accounts.map(({ id }) => id);
    const paid = { ...both, accounts: both.accounts.map((account) => ({ ...account, lastPayment: LATER })) };
    expect([left(both, days(0.9)), left(both, days(1.1)), left(paid, days(399)), left(paid, days(401))]).to.deep.equal([['a', 'b'], ['b'], ['a', 'b'], ['b']]);
    expect(withoutUnneeded(paid, days(399))).to.equal(paid);
    expect([nextTidying(both, LATER), nextTidying(withoutUnneeded(both, days(2)), days(2))]).to.deep.equal([days(1), undefined]);
  });

  it('are twenty at most, and going back to one is possible also then', () => {
    let accounts = NONE;
    for (let n = 0; n < 20; n += 1) accounts = set(accounts, wanted(`${n}`));
    expect(withAccount(accounts, wanted('another'), NOW)).to.have.nested.property('rejection.reason', 'TOO_MANY_PAYMENT_ACCOUNTS');
    expect(activeOf(set(accounts, wanted('3')).accounts)?.id).to.equal('3');
  });
});
