/** What cannot be taken back needs proof of a moment ago: the password, or a sign-in that still stands. On real Postgres and NATS. */
import { expect } from 'chai';
import { PrivacyService } from '#proto/berth/user/v1/privacy_service_pb.ts';
import type { Session } from '#proto/berth/user/v1/user_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

const REFUSED = 'REAUTHENTICATION_REQUIRED';
/** Who proved who they are hears that there is no archive. */
const PROVED = 'EXPORT_NOT_READY';

describe('proof of a moment ago', function () {
  this.timeout(30_000);
  let stand: Stand;
  let ana: Person;

  before(async () => {
    stand = await openStand();
  });
  after(() => stand?.[Symbol.asyncDispose]());
  beforeEach(async () => void (ana = await stand.register()));

  const acting = ({ caller, session }: Person, of: Session = session): { caller: Caller } => ({ caller: { ...caller, session: fromTypeId('sid', of.id, 'id') } });
  const signIn = async ({ email }: Person): Promise<Session> => {
    const { session } = await stand.auth.signIn({ email, password: PASSWORD }, stand.anonymous());
    return session ?? expect.fail('no session');
  };
  const prove = (as: { caller: Caller }, password = '') => reasonOf(stand.harness.connect(PrivacyService).downloadDataExport({ password }, as));

  it('is the password, or a sign-in of the last ten minutes', async () => {
    expect(await prove(acting(ana))).to.equal(PROVED);
    await stand.harness.service.database.relay.run(`update session set created_time = created_time - interval '11 minutes' where id = $1`, [acting(ana).caller.session]);
    expect(await prove(acting(ana))).to.equal(REFUSED);
    expect(await prove(acting(ana), PASSWORD)).to.equal(PROVED);
    expect(await prove(acting(ana), 'wrong horse')).to.equal('WRONG_PASSWORD');
    expect(await prove({ caller: ana.caller })).to.equal(REFUSED);
  });

  it('is no session that was signed out, nor one of another person', async () => {
    const phone = await signIn(ana);
    await stand.accounts.revokeSession({ id: phone.id }, acting(ana));
    expect(await prove(acting(ana, phone))).to.equal(REFUSED);
    expect(await prove(acting(ana, (await stand.register()).session))).to.equal(REFUSED);
    expect(await prove(acting(ana))).to.equal(PROVED);
  });

  it('is no session that outlived its epoch, unless it is the one that was kept', async () => {
    const phone = await signIn(ana);
    await stand.accounts.changePassword({ currentPassword: PASSWORD, newPassword: 'another horse' }, acting(ana));
    expect(await prove(acting(ana, phone)), 'ended by a new password').to.equal(REFUSED);
    expect(await prove(acting(ana)), 'kept').to.equal(PROVED);
    await stand.accounts.signOutEverywhere({}, acting(ana));
    expect(await prove(acting(ana)), 'ended with all').to.equal(REFUSED);
  });
});
