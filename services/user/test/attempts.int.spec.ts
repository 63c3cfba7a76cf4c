/** Guessing passwords, on real Postgres and NATS: slowed down wherever it is done, and nobody is locked out by a stranger. */
import { expect } from 'chai';
import { Failure } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { createAttempts } from '../db/attempts.ts';
import { openStand, PASSWORD, reasonOf, type Stand } from '../testing/people.ts';

describe('guesses at passwords', function () {
  this.timeout(30_000);
  let stand: Stand;
  /** The service's clock, which stands still but for what a test adds. */
  const start = Date.now();
  let ahead = 0;

  before(async () => {
    stand = await openStand({ now: () => new Date(start + ahead) });
  });
  after(() => stand?.[Symbol.asyncDispose]());
  beforeEach(() => void (ahead = 0));

  const from = (ipAddress: string) => ({ ipAddress, userAgent: 'Test/1' });
  let hosts = 0;
  const newAddress = (): string => `2001:db8:0:${(hosts += 1).toString(16)}::1`;
  const signIn = (email: string, password: string, ipAddress: string, tenantId?: string) =>
    reasonOf(stand.auth.signIn({ email, password, origin: from(ipAddress) }, stand.anonymous(tenantId)));
  const times = <T>(count: number, work: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => work(index));

  it('are refused after five that failed, also the right one, until the wait is over', async () => {
    const { email } = await stand.register();
    const home = newAddress();
    for (let count = 0; count < 5; count += 1) expect(await signIn(email, 'wrong horse', home)).to.equal('WRONG_CREDENTIALS');
    const refusal: unknown = await stand.auth.signIn({ email, password: PASSWORD, origin: from(home) }, stand.anonymous()).catch((error: unknown) => error);
    if (!(refusal instanceof Failure)) throw new Error('it was let in');
    expect(refusal).to.include({ code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_ATTEMPTS' });
    expect(refusal.details.retryAfterMs).to.equal(2_000);
    ahead = 2_000;
    expect(await signIn(email, PASSWORD, home)).to.equal('none');
    expect(await signIn(email, 'wrong horse', home)).to.equal('WRONG_CREDENTIALS');
  });

  it('do not get more by inventing addresses in one network', async () => {
    const { email } = await stand.register();
    const outcomes = await Promise.all(times(10, (host) => signIn(email, 'wrong horse', `2001:db8:ffff::${host + 1}`)));
    expect(outcomes.filter((reason) => reason === 'WRONG_CREDENTIALS')).to.have.length(5);
  });

  it('do not get more by coming all at once, by another business or by another RPC', async () => {
    const { email, caller } = await stand.register();
    const home = newAddress();
    const elsewhere = await stand.addBusiness();
    const guesses = [
      ...times(10, () => signIn(email, 'wrong horse', home)),
      ...times(10, () => signIn(email, 'wrong horse', home, elsewhere)),
      ...times(10, () => reasonOf(stand.auth.register({ email, password: 'wrong horse', displayName: 'Eve', origin: from(home) }, stand.anonymous()))),
      ...times(10, () => reasonOf(stand.accounts.changePassword({ currentPassword: 'wrong horse', newPassword: 'another horse', origin: from(home) }, { caller }))),
    ];
    const outcomes = await Promise.all(guesses);
    expect(outcomes.filter((reason) => reason !== 'TOO_MANY_ATTEMPTS')).to.have.length(5);
  });

  it('count the same for an address that nobody has', async () => {
    const email = `nobody-${newId()}@example.com`;
    const home = newAddress();
    const outcomes: string[] = [];
    for (let count = 0; count < 7; count += 1) outcomes.push(await signIn(email, PASSWORD, home));
    expect(outcomes).to.deep.equal([...times(5, () => 'WRONG_CREDENTIALS'), 'TOO_MANY_ATTEMPTS', 'TOO_MANY_ATTEMPTS']);
  });

  it('of a stranger lock nobody out who has signed in from where they are', async () => {
    const { email } = await stand.register();
    const home = newAddress();
    expect(await signIn(email, PASSWORD, home)).to.equal('none');
    const outcomes = await Promise.all(times(40, () => signIn(email, 'wrong horse', newAddress())));
    expect(outcomes.filter((outcome) => outcome === 'WRONG_CREDENTIALS')).to.have.length(30);
    expect(await signIn(email, PASSWORD, newAddress())).to.equal('TOO_MANY_ATTEMPTS');
    expect(await signIn(email, PASSWORD, home)).to.equal('none');
  });

  it('count no check that could not be made', async () => {
    const { email } = await stand.register();
    const home = newAddress();
    const attempts = createAttempts(stand.harness.service.database, () => new Date(start + ahead));
    for (let count = 0; count < 10; count += 1) {
      const attempt = await attempts.begin(email, from(home));
      expect(await reasonOf(attempt.checking(() => Promise.reject(new Error('too busy'))))).to.equal('Error: too busy');
    }
    expect(await signIn(email, PASSWORD, home)).to.equal('none');
  });

  it('are forgotten in the database, too', async () => {
    const nobody = () => signIn(`nobody-${newId()}@example.com`, PASSWORD, newAddress());
    const old = async () => (await stand.harness.service.database.relay.run('select from sign_in_attempt where keep_until < $1', [new Date(start + ahead)])).length;
    await nobody();
    ahead = 91 * 86_400_000;
    const before = await old();
    expect(before).to.be.at.least(3);
    for (let rounds = Math.ceil(before / 10); rounds > 0; rounds -= 1) await nobody();
    expect(await old()).to.equal(0);
  });
});
