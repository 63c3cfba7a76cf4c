/** Signing in with an authenticator app, on real Postgres and NATS. */
import { expect } from 'chai';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { AccountActivitySchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { AccountActivityKind, AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';
import { codeAt, secretOf } from '../testing/authenticator-app.ts';
import { base32 } from '../totp.ts';

describe('a second factor', function () {
  this.timeout(30_000);
  let stand: Stand;
  /** The clock stands still from the start of these tests on: neither codes nor waits run out during one. */
  let now: Date;

  before(async () => {
    now = new Date();
    stand = await openStand({ now: () => now });
  });
  after(() => stand?.[Symbol.asyncDispose]());

  const factors = () => stand.harness.connect(SecondFactorService);
  /** The code that the app shows so many half minutes from now. */
  const code = (secret: string, steps = 0): string => codeAt(secret, now, steps);
  const signIn = ({ email }: Person, secondFactorCode = '', password = PASSWORD, tenantId?: string) =>
    reasonOf(stand.auth.signIn({ email, password, secondFactorCode }, stand.anonymous(tenantId)));

  /** Somebody who uses an app; the code of now is spent, and the next is taken already. */
  async function withApp(): Promise<{ person: Person; secret: string; recoveryCodes: readonly string[] }> {
    const person = await stand.register();
    const { secret } = await factors().beginTotp({ password: PASSWORD }, person);
    const { recoveryCodes } = await factors().confirmTotp({ code: code(secret) }, person);
    return { person, secret, recoveryCodes };
  }

  it('is asked for once it was confirmed by a code, and only after the password', async () => {
    const person = await stand.register();
    const { secret, uri } = await factors().beginTotp({ password: PASSWORD }, person);
    expect(new URL(uri).searchParams.get('secret')).to.equal(secret);
    expect(base32(secretOf(secret))).to.equal(secret);
    expect(await signIn(person)).to.equal('none');
    expect(await reasonOf(factors().confirmTotp({ code: code(secret, 40) }, person))).to.equal('WRONG_SECOND_FACTOR');
    await factors().confirmTotp({ code: code(secret) }, person);
    expect(await signIn(person)).to.equal('SECOND_FACTOR_REQUIRED');
    expect(await signIn(person, '', 'wrong horse')).to.equal('WRONG_CREDENTIALS');
    expect(await signIn(person, code(secret, 40))).to.equal('WRONG_SECOND_FACTOR');
    expect(await signIn(person, code(secret, 1))).to.equal('none');
    expect(await factors().getSecondFactor({}, person)).to.include({ enabled: true, recoveryCodesLeft: 10 });
  });

  it('is not turned on by what is left of a session that ended: whoever began it was signed out', async () => {
    const person = await stand.registerProved();
    const thief = { caller: { ...person.caller, session: fromTypeId('sid', person.session.id, 'id') } };
    const { secret } = await factors().beginTotp({ password: PASSWORD }, thief);
    await stand.accounts.signOutEverywhere({}, person);
    expect(await reasonOf(factors().confirmTotp({ code: code(secret) }, thief))).to.equal('SESSION_ENDED');
    expect(await signIn(person)).to.equal('none');
  });

  it('takes each code once, also when it comes to two businesses at the same time', async () => {
    const { person, secret } = await withApp();
    const elsewhere = await stand.addBusiness();
    const next = code(secret, 1);
    const outcomes = await Promise.all([signIn(person, next), signIn(person, next, PASSWORD, elsewhere), signIn(person, next)]);
    expect(outcomes.toSorted()).to.deep.equal(['WRONG_SECOND_FACTOR', 'WRONG_SECOND_FACTOR', 'none']);
    expect(await signIn(person, code(secret))).to.equal('WRONG_SECOND_FACTOR');
  });

  it('does not count as a guess when it is asked for, and does when it was used before', async () => {
    const { person, secret } = await withApp();
    for (let count = 0; count < 6; count += 1) expect(await signIn(person)).to.equal('SECOND_FACTOR_REQUIRED');
    const next = code(secret, 1);
    expect(await signIn(person, next)).to.equal('none');
    const outcomes: string[] = [];
    for (let count = 0; count < 6; count += 1) outcomes.push(await signIn(person, next));
    expect(outcomes).to.deep.equal([...Array.from({ length: 5 }, () => 'WRONG_SECOND_FACTOR'), 'TOO_MANY_ATTEMPTS']);
  });

  it('can be replaced by a recovery code, each once', async () => {
    const { person, recoveryCodes: [first = '', second = ''] } = await withApp();
    expect(await signIn(person, first.toUpperCase().replaceAll('-', ' '))).to.equal('none');
    expect(await signIn(person, first)).to.equal('WRONG_SECOND_FACTOR');
    expect(await signIn(person, second)).to.equal('none');
    expect((await factors().getSecondFactor({}, person)).recoveryCodesLeft).to.equal(8);
    await stand.bench.seen(AccountActivitySchema, ({ kind, userId }) => kind === AccountActivityKind.RECOVERY_CODE_USED && userId === person.session.user?.id);
  });

  it('is not got round by registering again', async () => {
    const { person: { email } } = await withApp();
    expect(await reasonOf(stand.auth.register({ email, password: PASSWORD, displayName: 'Ana' }, stand.anonymous()))).to.equal('EMAIL_TAKEN');
  });

  it('is turned off with the password and a code, and no less', async () => {
    const { person, secret } = await withApp();
    const remove = (password: string, shown: string) => reasonOf(factors().removeTotp({ password, code: shown }, person));
    expect(await remove('wrong horse', code(secret, 1))).to.equal('WRONG_PASSWORD');
    expect(await remove(PASSWORD, code(secret, 40))).to.equal('WRONG_SECOND_FACTOR');
    expect(await reasonOf(factors().beginTotp({ password: PASSWORD }, person))).to.equal('SECOND_FACTOR_ENABLED');
    const again = { ...person, requestId: newId() };
    for (let time = 0; time < 2; time += 1) expect(await reasonOf(factors().removeTotp({ password: PASSWORD, code: code(secret, 1) }, again))).to.equal('none');
    expect(await remove(PASSWORD, code(secret, 1))).to.equal('WRONG_SECOND_FACTOR');
    expect(await signIn(person)).to.equal('none');
  });

  it('stays through a forgotten password, but not where somebody else had registered the address', async () => {
    const reset = async ({ email }: Person): Promise<void> => {
      await stand.accounts.requestPasswordReset({ email }, stand.anonymous());
      const token = await stand.tokenIn(await stand.mailTo(email, AccountMailKind.RESET_PASSWORD));
      await stand.accounts.resetPassword({ token, newPassword: 'another horse' }, stand.anonymous());
    };
    const [ana, { person: eve }] = [await stand.registerProved(), await withApp()];
    const { secret } = await factors().beginTotp({ password: PASSWORD }, ana);
    await factors().confirmTotp({ code: code(secret) }, ana);
    for (const person of [ana, eve]) await reset(person);
    expect(await signIn(ana, '', 'another horse')).to.equal('SECOND_FACTOR_REQUIRED');
    expect(await signIn(eve, '', 'another horse')).to.equal('none');
  });

  it('is guessed at no more often than a password', async () => {
    const { person } = await withApp();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => signIn(person, '000000')));
    expect(outcomes.filter((reason) => reason === 'WRONG_SECOND_FACTOR')).to.have.length(5);
  });

  it('lies in the database encrypted, its recovery codes hashed, and no secret in the request log', async () => {
    const { person, secret, recoveryCodes } = await withApp();
    const run = stand.harness.service.database.relay.run.bind(stand.harness.service.database.relay);
    const [row] = await run<{ row: string }>('select i::text as row from identity i where email = $1', [person.email]);
    for (const text of [secret, secretOf(secret).toString('base64url'), ...recoveryCodes, ...recoveryCodes.map((one) => one.replaceAll('-', ''))]) {
      expect(row?.row).not.to.contain(text);
      const [log] = await run<{ found: boolean | null }>('select bool_or(position($1::bytea in reply) > 0) as found from request_log', [Buffer.from(text)]);
      expect(log?.found).not.to.equal(true);
    }
  });
});
