/** Accounts at providers that people link to the one they have, and take off again; and the second factor that goes on to hold. */
import { expect } from 'chai';
import { AccountActivitySchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind, AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { SocialProvider } from '#proto/berth/user/v1/social_service_pb.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { codeAt } from '../testing/authenticator-app.ts';
import { openSocialStand, type Back, type SocialStand } from '../testing/social.ts';
import { PASSWORD, reasonOf, type Person } from '../testing/people.ts';

const { GOOGLE, APPLE, FACEBOOK } = SocialProvider;

describe('linked accounts', function () {
  this.timeout(30_000);
  let social: SocialStand;
  before(async () => void (social = await openSocialStand()));
  after(() => social?.[Symbol.asyncDispose]());

  type Acting = ReturnType<SocialStand['acting']>;

  const link = (back: Back, as: Acting) => social.social.linkIdentity({ return: back }, as);
  const linkedOf = async (person: Pick<Person, 'caller'>) => (await social.social.listLinkedIdentities({}, { caller: person.caller })).linkedIdentities;
  /** Somebody who signs in with what their account has. */
  async function signInAgain({ email }: Person): Promise<Acting> {
    const { session } = await social.stand.auth.signIn({ email, password: PASSWORD }, social.stand.anonymous());
    if (!session?.user) throw new Error('no session');
    return social.acting({ email, session, caller: { tenantId: social.stand.tenantId, subject: fromTypeId('usr', session.user.id, 'id'), roles: ['user'] } });
  }
  /** Somebody who has an account at a provider only. */
  async function joinBy(provider: SocialProvider): Promise<{ readonly as: Acting; readonly person: ReturnType<SocialStand['newcomer']> }> {
    const person = social.newcomer();
    const { session } = await social.finish(await social.comeBack(provider, person));
    if (!session?.user) throw new Error('no session');
    const caller = { tenantId: social.stand.tenantId, subject: fromTypeId('usr', session.user.id, 'id'), roles: ['user' as const] };
    return { person, as: social.acting({ email: person.email ?? '', session, caller }) };
  }

  /** Both have read and decided before either has written what is linked to the person. */
  async function atOnce(personId: string, one: () => Promise<string>, other: () => Promise<string>): Promise<string[]> {
    const outcomes: Promise<string>[] = [];
    await social.stand.harness.service.database.relay.transaction(async (query) => {
      await query.run('select 1 from linked_identity where identity_id = $1::uuid for update', [personId]);
      for (const work of [one, other]) {
        outcomes.push(work());
        while ((await query.run('select 1 from pg_locks where not granted')).length < outcomes.length);
      }
    });
    return Promise.all(outcomes);
  }

  for (const [name, provider] of [['Google', GOOGLE], ['Apple', APPLE], ['Facebook', FACEBOOK]] as const) {
    it(`${name}: who is told that the address has an account signs in to it, links, and is signed in by either from then on`, async () => {
      const ana = await social.stand.registerProved();
      const there = social.newcomer({ email: ana.email });
      const back = await social.comeBack(provider, there);
      expect(await reasonOf(social.finish(back))).to.equal('SOCIAL_LINK_REQUIRED');
      const { linkedIdentity } = await link({ ...back, code: '' }, await signInAgain(ana));
      expect([linkedIdentity?.provider, linkedIdentity?.email]).to.deep.equal([provider, ana.email]);
      expect((await social.finish(await social.comeBack(provider, there))).session?.user?.id).to.equal(ana.session.user?.id);
      expect((await linkedOf(ana)).map(({ id, useTime }) => [id, useTime !== undefined])).to.deep.equal([[linkedIdentity?.id, true]]);
      await social.stand.bench.seen(AccountActivitySchema, ({ kind, userId }) => kind === AccountActivityKind.IDENTITY_LINKED && userId === ana.session.user?.id);
    });
  }

  it('are added by the browser that was at the provider, once; a repeated request is answered as the first', async () => {
    const ana = await social.stand.registerProved();
    const back = await social.comeBack(GOOGLE, social.newcomer());
    const as = social.acting(ana);
    const { browserSecret } = await social.begin(GOOGLE);
    expect(await reasonOf(link({ ...back, browserSecret }, as))).to.equal('SOCIAL_STATE_INVALID');
    const request = { ...as, requestId: newId() };
    const first = await link(back, request);
    expect((await link(back, request)).linkedIdentity?.id).to.equal(first.linkedIdentity?.id);
    expect(await reasonOf(link(back, as))).to.equal('SOCIAL_STATE_INVALID');
  });

  it('are added right after a sign-in only, in a session that goes on', async () => {
    const ana = await social.stand.registerProved();
    const old = social.acting(ana);
    social.advance(11);
    const back = await social.comeBack(GOOGLE, social.newcomer());
    expect(await reasonOf(link(back, old))).to.equal('REAUTHENTICATION_REQUIRED');
    expect(await reasonOf(link(back, { caller: ana.caller }))).to.equal('REAUTHENTICATION_REQUIRED');
    expect(await linkedOf(ana)).to.deep.equal([]);
    await social.stand.accounts.signOutEverywhere({}, ana);
    expect(await reasonOf(link(back, old))).to.equal('SESSION_ENDED');
    expect(await reasonOf(link({ ...back, code: '' }, await signInAgain(ana)))).to.equal('none');
  });

  it('belong to one person', async () => {
    const { person } = await joinBy(GOOGLE);
    const ben = await social.stand.registerProved();
    const again = async () => link(await social.comeBack(GOOGLE, person), social.acting(ben));
    expect(await reasonOf(again())).to.equal('SOCIAL_IDENTITY_TAKEN');
    expect(await linkedOf(ben)).to.deep.equal([]);
  });

  it('come to an account whose address is proved: by a mail, or by a provider that vouches for it', async () => {
    const eve = await social.stand.register();
    for (const [provider, email] of [[GOOGLE, 'eve@harbour.example'], [FACEBOOK, eve.email]] as const) {
      const back = await social.comeBack(provider, social.newcomer({ email }));
      expect(await reasonOf(link(back, social.acting(eve)))).to.equal('EMAIL_NOT_VERIFIED');
    }
    const ana = await social.stand.register({ email: `ana-${newId()}@harbour.example` });
    await link(await social.comeBack(GOOGLE, social.newcomer({ email: ana.email })), social.acting(ana));
    const [row] = await social.stand.harness.service.database.relay.run<{ proved: boolean }>('select verified_time is not null as proved from identity where email = $1', [ana.email]);
    expect(row?.proved).to.equal(true);
  });

  it('of an answer that is no good, nothing is linked, and nobody is signed out for it', async () => {
    const ana = await social.stand.registerProved();
    const back = await social.comeBack(GOOGLE, social.newcomer());
    const refused: unknown = await link({ ...back, code: 'made-up' }, social.acting(ana)).catch((error: unknown) => error);
    expect(refused).to.include({ reason: 'SOCIAL_REFUSED', code: 'FAILED_PRECONDITION' });
    expect(await reasonOf(link(back, social.acting(ana)))).to.equal('SOCIAL_STATE_INVALID');
    expect(await linkedOf(ana)).to.deep.equal([]);
  });

  it('are ten at most', async () => {
    const ana = await social.stand.registerProved();
    await social.stand.harness.service.database.relay.run(
      `insert into linked_identity (id, identity_id, provider, issuer, subject, email, created_time)
       select gen_random_uuid(), $1::uuid, 'google', 'https://elsewhere.example', gen_random_uuid()::text, '', now() from generate_series(1, 9)`,
      [ana.caller.subject],
    );
    expect(await reasonOf(link(await social.comeBack(GOOGLE, social.newcomer()), social.acting(ana)))).to.equal('none');
    expect(await reasonOf(link(await social.comeBack(GOOGLE, social.newcomer()), social.acting(ana)))).to.equal('TOO_MANY_LINKED');
  });

  it('are taken off by their owner, but never the last way in', async () => {
    const { as, person } = await joinBy(GOOGLE);
    const [google] = await linkedOf(as);
    const unlink = (id = '', by = as) => reasonOf(social.social.unlinkIdentity({ id }, { ...by, requestId: newId() }));
    expect(await unlink(google?.id)).to.equal('LAST_WAY_IN');
    expect(await unlink(google?.id, social.acting(await social.stand.register()))).to.equal('NOT_FOUND');
    const { linkedIdentity: facebook } = await link(await social.comeBack(FACEBOOK, social.newcomer()), as);
    // In two businesses at once, where no lock of one holds in the other.
    const elsewhere = await social.stand.addBusiness();
    const { session: _, ...there } = { ...as.caller, tenantId: elsewhere };
    const outcomes = await atOnce(as.caller.subject, () => unlink(google?.id), () => unlink(facebook?.id, { caller: there }));
    expect(outcomes.toSorted()).to.deep.equal(['LAST_WAY_IN', 'none']);
    const [last] = await linkedOf(as);
    const { accounts } = social.stand;
    await accounts.requestPasswordReset({ email: person.email ?? '' }, social.stand.anonymous());
    const token = await social.stand.tokenIn(await social.stand.mailTo(person.email ?? '', AccountMailKind.RESET_PASSWORD));
    await accounts.resetPassword({ token, newPassword: PASSWORD }, social.stand.anonymous());
    const { caller, email } = { caller: as.caller, email: person.email ?? '' };
    const { session } = await social.stand.auth.signIn({ email, password: PASSWORD }, social.stand.anonymous());
    const again = { caller: { ...caller, session: fromTypeId('sid', session?.id ?? '', 'id') } };
    expect(await unlink(last?.id)).to.equal('SESSION_ENDED');
    const request = { ...again, requestId: newId() };
    for (let time = 0; time < 2; time += 1) expect(await reasonOf(social.social.unlinkIdentity({ id: last?.id ?? '' }, request))).to.equal('none');
    expect(await linkedOf(again)).to.deep.equal([]);
    await social.stand.bench.seen(AccountActivitySchema, (activity) => activity.kind === AccountActivityKind.IDENTITY_UNLINKED && activity.userId === session?.user?.id);
  });

  it('do not get around a second factor: it is asked for, within the same way there and back', async () => {
    const ana = await social.stand.registerProved();
    const there = social.newcomer();
    await link(await social.comeBack(GOOGLE, there), social.acting(ana));
    const factors = social.stand.harness.connect(SecondFactorService);
    const { secret } = await factors.beginTotp({ password: PASSWORD }, ana);
    const { recoveryCodes } = await factors.confirmTotp({ code: codeAt(secret, new Date()) }, ana);
    const back = await social.comeBack(GOOGLE, there);
    expect(await reasonOf(social.finish(back))).to.equal('SECOND_FACTOR_REQUIRED');
    expect(await reasonOf(social.finish({ ...back, code: '' }, '000000'))).to.equal('WRONG_SECOND_FACTOR');
    expect(await reasonOf(social.finish({ ...back, code: '' }, recoveryCodes[0]))).to.equal('none');
    expect(await reasonOf(social.finish(await social.comeBack(GOOGLE, there), recoveryCodes[0]))).to.equal('WRONG_SECOND_FACTOR');
    // Guesses are slowed down as those at a password are.
    const guessed = await social.comeBack(GOOGLE, there);
    const reasons: string[] = [];
    while (!reasons.includes('TOO_MANY_ATTEMPTS') && reasons.length < 20) reasons.push(await reasonOf(social.finish(guessed, '000000')));
    expect(reasons).to.include('TOO_MANY_ATTEMPTS');
  });
});
