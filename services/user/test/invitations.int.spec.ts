import { expect } from 'chai';
import { AccountMailKind } from '#proto/berth/user/v1/account_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { openStand, PASSWORD, reasonOf, type Person, type Stand } from '../testing/people.ts';

const DAY = 86_400_000;

describe('invitations', function () {
  this.timeout(20_000);
  let stand: Stand;
  let tenantId: string;
  let ada: Person;
  let now = new Date();

  before(async () => {
    stand = await openStand({ now: () => now });
  });
  after(() => stand[Symbol.asyncDispose]());
  beforeEach(async () => {
    now = new Date();
    tenantId = await stand.addBusiness();
    ada = await stand.importMember([Role.ADMIN], tenantId);
  });

  const address = (): string => `bo-${newId()}@example.com`;
  const later = (ms: number): void => void (now = new Date(now.getTime() + ms));
  const invite = (email: string, roles: Role[] = [Role.PROVIDER], by: Person = ada) => stand.invitations.createInvitation({ email, roles }, by);
  const tokenFor = async (email: string, serial = 1): Promise<string> => stand.tokenIn(await stand.mailTo(email, AccountMailKind.INVITATION, serial), tenantId);
  const acceptNew = (token: string, more: object = {}) =>
    stand.invitations.acceptInvitation({ token, password: PASSWORD, displayName: 'Bo', ...more }, stand.anonymous(tenantId));
  const pending = async (): Promise<string[]> => (await stand.invitations.listInvitations({}, ada)).invitations.map(({ email }) => email);
  const registerHere = async (email: string): Promise<Person> => {
    const { session } = await stand.auth.register({ email, password: PASSWORD, displayName: 'Bo' }, stand.anonymous(tenantId));
    return stand.personOf(session, tenantId);
  };

  it('make a member of somebody new, who has proved the address by it', async () => {
    const email = address();
    const { invitation } = await invite(email.toUpperCase(), [Role.PROVIDER, Role.ADMIN]);
    expect(invitation).to.deep.include({ email, roles: [Role.PROVIDER, Role.ADMIN], inviterId: toTypeId('usr', ada.caller.subject) });
    expect(await pending()).to.deep.equal([email]);
    const { member, session } = await acceptNew(await tokenFor(email));
    expect(member).to.deep.include({ email, displayName: 'Bo', roles: [Role.USER, Role.PROVIDER, Role.ADMIN] });
    const bo = stand.personOf(session, tenantId);
    expect((await stand.users.getMe({}, bo)).emailVerifyTime).to.not.equal(undefined);
    expect((await stand.auth.signIn({ email, password: PASSWORD }, stand.anonymous(tenantId))).session?.user?.roles).to.include(Role.ADMIN);
    expect(await pending()).to.deep.equal([]);
  });

  it('make a member of who is signed in with the address, besides what they are', async () => {
    const email = address();
    const bo = await registerHere(email);
    await invite(email);
    const token = await tokenFor(email);
    expect(await reasonOf(acceptNew(token))).to.equal('INVITED_HAS_ACCOUNT');
    const { member, session } = await stand.invitations.acceptInvitation({ token }, bo);
    expect([member?.roles, session]).to.deep.equal([[Role.USER, Role.PROVIDER], undefined]);
    const again = await stand.invitations.acceptInvitation({ token }, bo);
    expect(again.member).to.deep.equal(member);
  });

  it('are for one address only', async () => {
    const email = address();
    await invite(email);
    const token = await tokenFor(email);
    const eve = await registerHere(address());
    expect(await reasonOf(stand.invitations.acceptInvitation({ token }, eve))).to.equal('INVITED_ANOTHER');
    expect(await reasonOf(stand.invitations.acceptInvitation({ token }, stand.anonymous()))).to.equal('LINK_INVALID');
    expect(await reasonOf(acceptNew(`${token.slice(0, -2)}AA`))).to.equal('LINK_INVALID');
    expect(await reasonOf(acceptNew(token))).to.equal('none');
  });

  it('are good once, also when two accept at a time', async () => {
    const email = address();
    await invite(email);
    const token = await tokenFor(email);
    const outcomes = await Promise.all([reasonOf(acceptNew(token)), reasonOf(acceptNew(token))]);
    expect(outcomes.filter((reason) => reason === 'none')).to.have.length(1);
    expect(await reasonOf(acceptNew(token))).to.equal('LINK_INVALID');
  });

  it('end after seven days', async () => {
    const email = address();
    await invite(email);
    const token = await tokenFor(email);
    later(7 * DAY);
    expect(await reasonOf(acceptNew(token))).to.equal('LINK_INVALID');
  });

  it('are taken back', async () => {
    const email = address();
    const { invitation } = await invite(email);
    const token = await tokenFor(email);
    await stand.invitations.revokeInvitation({ id: invitation?.id ?? '' }, ada);
    expect(await pending()).to.deep.equal([]);
    expect(await reasonOf(acceptNew(token))).to.equal('LINK_INVALID');
  });

  it('are worth nothing once who sent them administers the business no more', async () => {
    const email = address();
    const cy = await stand.importMember([Role.ADMIN], tenantId);
    await invite(email, [Role.ADMIN], cy);
    const token = await tokenFor(email);
    await stand.members.removeMember({ userId: toTypeId('usr', cy.caller.subject) }, ada);
    expect(await reasonOf(acceptNew(token))).to.equal('LINK_INVALID');
    expect(await reasonOf(invite(address(), [Role.ADMIN], cy))).to.equal('NOT_ADMINISTRATOR');
    const { invitation } = await invite(address());
    expect(await reasonOf(stand.invitations.revokeInvitation({ id: invitation?.id ?? '' }, cy))).to.equal('NOT_ADMINISTRATOR');
  });

  it('sent again void those before, and not too often', async () => {
    const email = address();
    await invite(email);
    const first = await tokenFor(email);
    expect(await reasonOf(invite(email))).to.equal('TOO_MANY_MAILS');
    later(60_000);
    await invite(email, [Role.ADMIN]);
    const second = await tokenFor(email, 2);
    expect(await reasonOf(acceptNew(first))).to.equal('LINK_INVALID');
    expect((await acceptNew(second)).member?.roles).to.deep.equal([Role.USER, Role.ADMIN]);
  });

  it('tell nobody whether an address has an account', async () => {
    const [known, unknown] = [address(), address()];
    await stand.register({ email: known });
    const replies = [await invite(known), await invite(unknown)].map(({ invitation }) => Object.keys(invitation ?? {}));
    expect(replies[0]).to.deep.equal(replies[1]);
    const mails = [await stand.mailTo(known, AccountMailKind.INVITATION), await stand.mailTo(unknown, AccountMailKind.INVITATION)];
    expect(mails.map(({ userId, displayName }) => [userId, displayName])).to.deep.equal([['', ''], ['', '']]);
  });

  it('are not for those who are members already, and give no more than a business has', async () => {
    expect(await reasonOf(invite(ada.email, [Role.ADMIN]))).to.equal('ALREADY_MEMBER');
    for (const roles of [[Role.OPERATOR], [Role.USER], []]) expect(await reasonOf(invite(address(), roles))).to.equal('INVALID_REQUEST');
  });

  it('need a name and a good password of somebody new', async () => {
    const email = address();
    await invite(email);
    const token = await tokenFor(email);
    expect(await reasonOf(acceptNew(token, { displayName: ' ' }))).to.equal('INVALID_FIELD');
    expect(await reasonOf(acceptNew(token, { password: 'Password123' }))).to.equal('PASSWORD_TOO_COMMON');
    expect(await reasonOf(acceptNew(token, { password: 'short' }))).to.equal('INVALID_REQUEST');
    expect(await reasonOf(acceptNew(token, { password: '' }))).to.equal('INVALID_FIELD');
    expect(await reasonOf(acceptNew(token))).to.equal('none');
  });

  it('are the business’s own, and listed a page at a time', async () => {
    const emails = [address(), address(), address()].toSorted();
    const ids = await Promise.all(emails.map(async (email) => (await invite(email)).invitation?.id ?? ''));
    const stranger = await stand.importMember([Role.ADMIN]);
    expect((await stand.invitations.listInvitations({}, stranger)).invitations).to.deep.equal([]);
    expect(await reasonOf(stand.invitations.revokeInvitation({ id: ids[0] ?? '' }, stranger))).to.equal('NOT_FOUND');
    const first = await stand.invitations.listInvitations({ pageSize: 2 }, ada);
    const second = await stand.invitations.listInvitations({ pageSize: 2, pageToken: first.nextPageToken }, ada);
    expect([...first.invitations, ...second.invitations].map(({ email }) => email)).to.deep.equal(emails);
    expect(second.nextPageToken).to.equal('');
  });

  it('are taken back from whoever is given less since, and from nobody else', async () => {
    const [bo, cy] = [await stand.importMember([Role.PROVIDER], tenantId), await stand.importMember([Role.PROVIDER], tenantId)];
    for (const { email } of [bo, cy]) await invite(email, [Role.ADMIN]);
    const [forBo, forCy] = [await tokenFor(bo.email), await tokenFor(cy.email)];
    await stand.members.removeMember({ userId: toTypeId('usr', bo.caller.subject) }, ada);
    expect(await pending()).to.deep.equal([cy.email]);
    expect(await reasonOf(stand.invitations.acceptInvitation({ token: forBo }, bo))).to.equal('LINK_INVALID');
    await stand.members.setMemberRoles({ userId: toTypeId('usr', cy.caller.subject), roles: [Role.USER] }, ada);
    expect(await reasonOf(stand.invitations.acceptInvitation({ token: forCy }, cy))).to.equal('LINK_INVALID');
    expect((await stand.members.listMembers({}, ada)).members.map(({ email }) => email)).to.deep.equal([ada.email]);
  });

  it('stay when less is refused', async () => {
    const bo = await stand.importMember([Role.PROVIDER], tenantId);
    await invite(bo.email, [Role.ADMIN]);
    const refused = stand.members.removeMember({ userId: toTypeId('usr', bo.caller.subject), etag: '999' }, ada);
    expect(await reasonOf(refused)).not.to.equal('none');
    expect(await pending()).to.deep.equal([bo.email]);
  });

  it('taken back and sent again go out five times a day to one address', async () => {
    const email = address();
    for (let time = 1; time <= 5; time++) {
      const { invitation } = await invite(email);
      await stand.invitations.revokeInvitation({ id: invitation?.id ?? '' }, ada);
      later(2 * 60 * 60_000);
    }
    expect(await reasonOf(invite(email))).to.equal('TOO_MANY_MAILS');
    later(14 * 60 * 60_000);
    expect(await reasonOf(invite(email))).to.equal('none');
  });

  it('taken back are still counted: a business sends two hundred a day', async () => {
    const sendAll = (count: number) => Promise.all(Array.from({ length: count }, () => invite(address())));
    for (let batch = 0; batch < 10; batch++) {
      const sent = await sendAll(batch < 9 ? 20 : 19);
      if (batch < 9) await Promise.all(sent.map(({ invitation }) => stand.invitations.revokeInvitation({ id: invitation?.id ?? '' }, ada)));
    }
    const outcomes = await Promise.all([reasonOf(invite(address())), reasonOf(invite(address()))]);
    expect(outcomes.toSorted()).to.deep.equal(['TOO_MANY_INVITATIONS', 'none']);
    later(DAY);
    expect(await reasonOf(invite(address()))).to.equal('none');
  });

  it('that nobody answers are a hundred at most', async () => {
    for (let batch = 0; batch < 10; batch++) await Promise.all(Array.from({ length: 10 }, () => invite(address())));
    expect(await reasonOf(invite(address()))).to.equal('TOO_MANY_INVITATIONS');
    later(7 * DAY);
    expect(await reasonOf(invite(address()))).to.equal('none');
  });
});
