import { expect } from 'chai';
import { UserUpdatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { openStand, reasonOf, type Stand } from '../testing/people.ts';

describe('one’s own profile', function () {
  this.timeout(20_000);
  let stand: Stand;

  before(async () => {
    stand = await openStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  it('is changed field by field, and told', async () => {
    const { caller } = await stand.register({ phoneNumber: '+351210000000' });
    const { user } = await stand.users.updateMe({ profile: { displayName: 'Ana Maria' }, updateMask: { paths: ['display_name'] } }, { caller });
    expect(user).to.deep.include({ displayName: 'Ana Maria', phoneNumber: '+351210000000', etag: '2' });
    expect((await stand.users.getMe({}, { caller })).user).to.deep.equal(user);
    const told = await stand.bench.seen(UserUpdatedSchema, (event) => event.user?.id === user?.id);
    expect(told.user).to.deep.include({ displayName: 'Ana Maria', etag: '' });
  });

  it('in one business leaves that in another alone', async () => {
    const { caller, email } = await stand.register();
    const elsewhere = await stand.addBusiness();
    const { session } = await stand.auth.signIn({ email, password: 'correct horse' }, stand.anonymous(elsewhere));
    await stand.users.updateMe({ profile: { displayName: 'Bea' }, updateMask: { paths: ['display_name'] } }, { caller });
    const there = await stand.users.getMe({}, { caller: { ...caller, tenantId: elsewhere } });
    expect(there.user?.displayName).to.equal(session?.user?.displayName);
  });

  it('takes no bad field, no unknown one, and no change on an old etag', async () => {
    const { caller } = await stand.register();
    const change = (profile: object, path: string, etag = ''): Promise<string> =>
      reasonOf(stand.users.updateMe({ profile, updateMask: { paths: [path] }, etag }, { caller }));
    expect(await change({ displayName: '' }, 'display_name')).to.equal('INVALID_PROFILE');
    expect(await change({ phoneNumber: 'call me' }, 'phone_number')).to.equal('INVALID_PROFILE');
    expect(await change({}, 'roles')).to.equal('INVALID_PROFILE');
    expect(await change({}, 'email')).to.equal('INVALID_PROFILE');
    expect(await change({ displayName: 'Bea' }, 'display_name', '1')).to.equal('none');
    expect(await change({ displayName: 'Cleo' }, 'display_name', '1')).to.equal('ETAG_MISMATCH');
  });

  it('is not changed by what is left of a session that ended', async () => {
    const { caller, session } = await stand.register();
    await stand.auth.signOut({ refreshToken: session.refreshToken }, stand.anonymous());
    const late = { caller: { ...caller, session: fromTypeId('sid', session.id, 'id') } };
    expect(await reasonOf(stand.users.updateMe({ profile: { displayName: 'Eve' }, updateMask: { paths: ['display_name'] } }, late))).to.equal('SESSION_ENDED');
  });
});
