/** An invitation, from its mail to the team: the page takes the link, asks who it is, and accepts. */
import { createBerth, memorySessions, Role } from '@berth/sdk';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { sharedNetwork } from '../../deploy/test/shared-network.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { signIn, visitor } from './testing/visitor.ts';

describe('an invitation on the page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let stage: Stage;

  before(async () => {
    [browser, stage] = await Promise.all([launchBrowser(), openStage()]);
  });
  after(() => browser.close());

  it('makes a member of who signs in with its address', async () => {
    const { url, shop, berth } = await sharedNetwork();
    const admin = createBerth({ baseUrl: url, tenant: shop.slug, sessions: memorySessions() });
    await admin.signIn(shop.admin);
    const customer = await stage.customer();
    await admin.invitations.createInvitation({ email: customer.email, roles: [Role.PROVIDER] });
    const mail = await berth.providers.sandboxes.mail?.find(({ to, subject }) => to.some((address) => address.includes(customer.email)) && /invited/.test(subject));
    const [link = ''] = /http\S+#\S+/.exec(mail?.text ?? '') ?? [];
    const { hash } = new URL(link);

    await using guest = await visitor(browser, stage);
    const { page } = guest;
    await page.goto(`/t/${stage.slug}/accept-invitation${hash}`);
    await page.getByRole('heading', { name: 'You are invited' }).waitFor();
    expect(page.url()).to.not.contain('#');
    expect(await guest.violations()).to.deep.equal([]);
    await signIn(page, customer);
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.getByText('You are a member of the team').waitFor();
    expect(await guest.violations()).to.deep.equal([]);
    const { members } = await admin.members.listMembers({ pageSize: 200 });
    expect(members.find(({ email }) => email === customer.email)?.roles).to.deep.equal([Role.USER, Role.PROVIDER]);
  });
});
