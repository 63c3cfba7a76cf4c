/** Signing in with Google, Apple and Facebook in a real browser: there, back by redirect or by form, and on to the page that was left. */
import { expect } from 'chai';
import { createBerth } from '@berth/sdk';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { signIn, type Visitor, visitor } from './testing/visitor.ts';

/** A demo account, whose address somebody at the sandboxes has. */
const DEMO = { email: 'customer@example.com', password: 'Customer123!' };

describe('signing in with a provider in the browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: Stage;
  let guest: Visitor;

  before(async () => {
    [browser, stage] = await Promise.all([launchBrowser(), openStage()]);
  });
  after(() => browser.close());
  beforeEach(async () => {
    guest = await visitor(browser, stage);
  });
  afterEach(async () => {
    await guest[Symbol.asyncDispose]();
    expect(guest.complaints).to.deep.equal([]);
  });

  /** From the bookings of the business to the provider, as somebody there. */
  async function goAs(page: Page, provider: string, person: RegExp): Promise<void> {
    await page.goto(`/t/${stage.slug}/bookings?kept=1`);
    await page.getByRole('button', { name: `Continue with ${provider}` }).click();
    await page.getByRole('heading', { name: `Sign in with ${provider}` }).waitFor();
    await page.getByRole('button', { name: person }).click();
  }

  for (const [provider, person] of [['Google', /^Maria/], ['Apple', /^Jonas/]] as const) {
    it(`${provider}: comes back signed in, where it left, and nothing of it is kept`, async () => {
      const { page } = guest;
      await goAs(page, provider, person);
      await page.getByRole('button', { name: 'Sign out' }).waitFor();
      const { pathname, search, hash } = new URL(page.url());
      expect([pathname, search, hash]).to.deep.equal([`/t/${stage.slug}/bookings`, '?kept=1', '']);
      expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('berth.social.')))).to.deep.equal([]);
    });
  }

  it('Facebook: asks for an account with an address when it tells none', async () => {
    const { page } = guest;
    await goAs(page, 'Facebook', /^Noor/);
    await page.getByRole('heading', { name: 'Link Facebook to your account' }).waitFor();
    await page.getByText('Facebook told us no e-mail address').waitFor();
    // The refused call.
    guest.forgive();
  });

  it('links an account that has the address, after its own sign-in', async () => {
    const { page } = guest;
    const client = createBerth({ baseUrl: stage.url, tenant: stage.slug });
    await client.register({ ...DEMO, displayName: 'Carla Customer' });
    for (const { id } of (await client.social.listLinkedIdentities({})).linkedIdentities) await client.social.unlinkIdentity({ id });
    await goAs(page, 'Apple', /^Carla/);
    await page.getByRole('heading', { name: 'Link Apple to your account' }).waitFor();
    guest.forgive();
    expect(await guest.violations()).to.deep.equal([]);
    await signIn(page, DEMO);
    await page.waitForURL(/bookings\?kept=1$/);
    expect((await client.social.listLinkedIdentities({})).linkedIdentities).to.have.length(1);
  });

  it('says so when somebody cancels, and when the way back ends in another tab', async () => {
    const { page } = guest;
    await goAs(page, 'Google', /^Cancel/);
    await page.getByText('You did not sign in with Google').waitFor();
    expect(await guest.violations()).to.deep.equal([]);
    await page.getByRole('link', { name: 'Back' }).click();
    await page.getByRole('button', { name: 'Continue with Google' }).waitFor();
    expect(await guest.violations()).to.deep.equal([]);
    await page.goto('/auth/callback/google?code=stolen&state=of-somebody-else');
    await page.getByRole('heading', { name: 'This sign-in was not begun here' }).waitFor();
  });
});
