/** Accounts from outside: what mails carry works at the gateway, and sessions end where they should. */
import { berthError, createBerth, memorySessions, type Berth } from '@berth/sdk';
import { expect } from 'chai';
import type { Network } from './network.ts';
import { sharedNetwork } from './shared-network.ts';

const PASSWORD = 'correct horse';

describe('an account, end to end', function () {
  this.timeout(60_000);
  let network: Network;
  let accounts = 0;

  before(async () => {
    network = await sharedNetwork();
  });

  const guest = (): Berth => createBerth({ baseUrl: network.url, tenant: network.shop.slug, sessions: memorySessions() });
  const newcomer = async (): Promise<{ client: Berth; email: string }> => {
    const client = guest();
    const email = `account-${(accounts += 1)}-${Date.now()}@example.com`;
    await client.register({ email, password: PASSWORD, displayName: 'Ana Marques' });
    return { client, email };
  };
  /** The token behind the link of the first mail to an address with such a subject. */
  const tokenFor = async (email: string, subject: RegExp): Promise<string> => {
    const mail = await network.berth.providers.sandboxes.mail?.find((candidate) => candidate.to.some((to) => to.includes(email)) && subject.test(candidate.subject));
    const [url = ''] = /http\S+#\S+/.exec(mail?.text ?? '') ?? [];
    return new URL(url).hash.slice(1);
  };
  const reasonOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => berthError(error).reason);

  it('proves its address by the link in the first mail', async () => {
    const { client, email } = await newcomer();
    expect((await client.users.getMe({})).emailVerifyTime).to.equal(undefined);
    await client.accounts.verifyEmail({ token: await tokenFor(email, /Confirm your e-mail/) });
    expect((await client.users.getMe({})).emailVerifyTime).not.to.equal(undefined);
  });

  it('gets a new password by the link in a mail, which ends its sessions and tells so', async () => {
    const { client, email } = await newcomer();
    await guest().accounts.requestPasswordReset({ email });
    await guest().accounts.resetPassword({ token: await tokenFor(email, /Choose a new password/), newPassword: 'another horse' });
    expect(await reasonOf(guest().signIn({ email, password: PASSWORD }))).to.equal('WRONG_CREDENTIALS');
    await guest().signIn({ email, password: 'another horse' });
    // The access token that is out lasts a few minutes more; nobody is listed any more but who signed in since.
    expect((await client.accounts.listSessions({})).sessions).to.have.length(1);
    await network.berth.providers.sandboxes.mail?.find((mail) => mail.to.some((to) => to.includes(email)) && /password has changed/.test(mail.subject));
  });

  it('sees from where it is signed in, and which session is its own', async () => {
    const { client, email } = await newcomer();
    await guest().signIn({ email, password: PASSWORD });
    const { sessions } = await client.accounts.listSessions({});
    expect(sessions.map(({ current }) => current)).to.have.members([false, true]);
    for (const { origin } of sessions) expect(origin?.ipAddress).to.match(/^(127\.0\.0\.1|::1)$/);
    const other = sessions.find(({ current }) => !current);
    await client.accounts.revokeSession({ id: other?.id ?? '' });
    expect((await client.accounts.listSessions({})).sessions.map(({ current }) => current)).to.deep.equal([true]);
  });
});
