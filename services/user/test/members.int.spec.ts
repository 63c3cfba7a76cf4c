import { expect } from 'chai';
import { GuestService } from '#proto/berth/user/v1/guest_service_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { UserUpdatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

describe('members', function () {
  this.timeout(20_000);
  let stand: Stand;
  let tenantId: string;
  let ada: Person;

  before(async () => {
    stand = await openStand();
  });
  after(() => stand[Symbol.asyncDispose]());
  beforeEach(async () => {
    tenantId = await stand.addBusiness();
    ada = await stand.importMember([Role.ADMIN], tenantId);
  });

  const idOf = ({ caller }: Person): string => toTypeId('usr', caller.subject);
  const setRoles = (by: Person, of: Person, roles: Role[], etag = '') => stand.members.setMemberRoles({ userId: idOf(of), roles, etag }, by);
  const roleNamesIn = (token: string): string[] => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).roles;
  const refreshed = async ({ session }: Person) => (await stand.auth.refreshSession({ refreshToken: session.refreshToken }, stand.anonymous(tenantId))).session;

  it('are staff and administrators, by name, a page at a time', async () => {
    const [bo, cy] = [await stand.importMember([Role.PROVIDER], tenantId), await stand.importMember([Role.PROVIDER, Role.ADMIN], tenantId)];
    await stand.importMember([], tenantId);
    await stand.importMember([Role.ADMIN]);
    const names: string[] = [];
    for (let pageToken = '', pages = 0; pages === 0 || pageToken !== ''; pages++) {
      const page = await stand.members.listMembers({ pageSize: 2, pageToken }, ada);
      expect(page.members.length).to.be.at.most(2);
      names.push(...page.members.map(({ id }) => id));
      pageToken = page.nextPageToken;
    }
    expect(names.toSorted()).to.deep.equal([ada, bo, cy].map(idOf).toSorted());
  });

  it('get other roles, which are told, and in their tokens at the next refresh', async () => {
    const bo = await stand.importMember([Role.ADMIN], tenantId);
    expect(roleNamesIn(bo.session.accessToken)).to.deep.equal(['user', 'admin']);
    const { member } = await setRoles(ada, bo, [Role.PROVIDER]);
    expect(member?.roles).to.deep.equal([Role.USER, Role.PROVIDER]);
    const told = await stand.bench.seen(UserUpdatedSchema, ({ user }) => user?.id === idOf(bo));
    expect(told.user?.roles).to.deep.equal([Role.USER, Role.PROVIDER]);
    expect(roleNamesIn((await refreshed(bo))?.accessToken ?? '')).to.deep.equal(['user', 'provider']);
  });

  it('that are removed go on as customers', async () => {
    const bo = await stand.importMember([Role.PROVIDER, Role.ADMIN], tenantId);
    await stand.members.removeMember({ userId: idOf(bo) }, ada);
    expect(roleNamesIn((await refreshed(bo))?.accessToken ?? '')).to.deep.equal(['user']);
    expect((await stand.members.listMembers({}, ada)).members.map(({ id }) => id)).to.deep.equal([idOf(ada)]);
  });

  it('of whom one is left as administrator keep that one', async () => {
    expect(await reasonOf(setRoles(ada, ada, [Role.USER]))).to.equal('LAST_ADMINISTRATOR');
    expect(await reasonOf(stand.members.removeMember({ userId: idOf(ada) }, ada))).to.equal('LAST_ADMINISTRATOR');
    const bo = await stand.importMember([Role.ADMIN], tenantId);
    expect(await reasonOf(stand.members.removeMember({ userId: idOf(ada) }, ada))).to.equal('none');
    expect(await reasonOf(stand.members.removeMember({ userId: idOf(bo) }, bo))).to.equal('LAST_ADMINISTRATOR');
  });

  it('who demote each other at once do not both succeed', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await stand.addBusiness();
      const pair = [await stand.importMember([Role.ADMIN], id), await stand.importMember([Role.ADMIN], id)] as const;
      const outcomes = await Promise.all([reasonOf(setRoles(pair[0], pair[1], [Role.USER])), reasonOf(setRoles(pair[1], pair[0], [Role.USER]))]);
      expect(outcomes.toSorted()).to.deep.equal(['NOT_ADMINISTRATOR', 'none']);
    }
  });

  it('who leave at once do not all leave', async () => {
    const all = [ada, ...(await Promise.all([1, 2, 3].map(() => stand.importMember([Role.ADMIN], tenantId))))];
    const outcomes = await Promise.all(all.map((person) => reasonOf(stand.members.removeMember({ userId: idOf(person) }, person))));
    expect(outcomes.toSorted()).to.deep.equal(['LAST_ADMINISTRATOR', 'none', 'none', 'none']);
  });

  it('do nothing with a token from before they were demoted', async () => {
    const [bo, cy] = [await stand.importMember([Role.ADMIN], tenantId), await stand.importMember([Role.PROVIDER], tenantId)];
    await setRoles(ada, bo, [Role.PROVIDER]);
    expect(await reasonOf(setRoles(bo, bo, [Role.ADMIN]))).to.equal('NOT_ADMINISTRATOR');
    expect(await reasonOf(setRoles(bo, cy, [Role.ADMIN]))).to.equal('NOT_ADMINISTRATOR');
    expect(await reasonOf(stand.members.removeMember({ userId: idOf(cy) }, bo))).to.equal('NOT_ADMINISTRATOR');
    expect(await reasonOf(stand.members.removeMember({ userId: idOf(cy) }, stand.administrator(tenantId)))).to.equal('NOT_ADMINISTRATOR');
  });

  it('give no roles and invite nobody with what is left of a session that ended', async () => {
    const bo = await stand.importMember([Role.PROVIDER], tenantId);
    const left: Person = { ...ada, caller: { ...ada.caller, session: fromTypeId('sid', ada.session.id, 'id') } };
    const invite = () => stand.invitations.createInvitation({ email: `new-${newId()}@example.com`, roles: [Role.PROVIDER] }, left);
    await invite();
    await stand.accounts.signOutEverywhere({}, left);
    expect(await reasonOf(setRoles(left, bo, [Role.ADMIN]))).to.equal('SESSION_ENDED');
    expect(await reasonOf(invite())).to.equal('SESSION_ENDED');
  });

  it('are the business’s own', async () => {
    const stranger = await stand.importMember([Role.ADMIN]);
    expect(await reasonOf(setRoles(ada, stranger, [Role.USER]))).to.equal('NOT_FOUND');
    expect(await reasonOf(stand.members.removeMember({ userId: idOf(stranger) }, ada))).to.equal('NOT_FOUND');
    expect(await reasonOf(stand.members.removeMember({ userId: toTypeId('usr', newId()) }, ada))).to.equal('NOT_FOUND');
    expect((await stand.members.listMembers({}, ada)).members).to.have.length(1);
  });

  it('of one business are nobody in another', async () => {
    const { session } = await stand.auth.signIn({ email: ada.email, password: PASSWORD }, stand.anonymous());
    expect(roleNamesIn(session?.accessToken ?? '')).to.deep.equal(['user']);
    const there: Person = { ...ada, caller: { ...ada.caller, tenantId: stand.tenantId } };
    const ben = await stand.register();
    expect(await reasonOf(setRoles(there, ben, [Role.ADMIN]))).to.equal('NOT_ADMINISTRATOR');
  });

  it('are not operators, and never become any', async () => {
    const operator = await stand.importMember([Role.OPERATOR], tenantId);
    expect(await reasonOf(setRoles(ada, operator, [Role.USER]))).to.equal('OPERATOR_UNTOUCHED');
    expect(await reasonOf(setRoles(ada, ada, [Role.ADMIN, Role.OPERATOR]))).to.equal('INVALID_REQUEST');
  });

  it('have proved their address', async () => {
    const caller = { caller: { tenantId, subject: ada.caller.subject, roles: ada.caller.roles } };
    const { session } = await stand.auth.register({ email: `eve-${newId()}@example.com`, password: PASSWORD, displayName: 'The Boss' }, stand.anonymous(tenantId));
    const request = { userId: session?.user?.id ?? '', roles: [Role.PROVIDER] };
    expect(await reasonOf(stand.members.setMemberRoles(request, caller))).to.equal('MEMBER_NOT_PROVED');
  });

  it('are not guests who wrote the proved address of somebody else', async () => {
    const owner = await stand.registerProved();
    const boss = await stand.importMember([Role.ADMIN]);
    const guests = stand.harness.connect(GuestService);
    const { session } = await guests.continueAsGuest({ email: owner.email, displayName: 'Eve' }, stand.anonymous());
    const request = { userId: session?.user?.id ?? '', roles: [Role.ADMIN] };
    expect(await reasonOf(stand.members.setMemberRoles(request, boss))).to.equal('MEMBER_NOT_PROVED');
  });

  it('are not changed on an old etag', async () => {
    const bo = await stand.importMember([Role.PROVIDER], tenantId);
    await stand.users.updateMe({ profile: { displayName: 'Bo' }, updateMask: { paths: ['display_name'] } }, bo);
    expect(await reasonOf(setRoles(ada, bo, [Role.USER], '1'))).to.equal('ETAG_MISMATCH');
    expect(await reasonOf(stand.members.removeMember({ userId: idOf(bo), etag: '2' }, ada))).to.equal('none');
  });
});
