/** Bookings made without an account, found again in the account that proved the address. */
import { berthError, createBerth, memorySessions, type Berth } from '@berth/sdk';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { holdAt } from '../../deploy/test/pay.ts';
import { sharedNetwork } from '../../deploy/test/shared-network.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { signIn, visitor } from './testing/visitor.ts';

describe('bookings of a guest on the page', function () {
  this.timeout(120_000);
  let browser: Browser;
  let stage: Stage;

  before(async () => {
    [browser, stage] = await Promise.all([launchBrowser(), openStage()]);
  });
  after(() => browser.close());

  it('are shown to whoever proved the address, who is told', async () => {
    const network = await sharedNetwork();
    const { email, password, client: account } = await stage.customer();
    const client = (): Berth => createBerth({ baseUrl: stage.url, tenant: stage.slug, sessions: memorySessions() });
    const guest = client();
    await guest.continueAsGuest({ email, displayName: 'Eva Guest' });
    const booking = await holdAt(network, guest, (await stage.session('roomiest')).id, { offeringId: stage.offering.id });
    const mail = await network.berth.providers.sandboxes.mail?.find(({ to, subject }) => to.some((address) => address.includes(email)) && /Confirm your e-mail/.test(subject));
    const [link = ''] = /http\S+#\S+/.exec(mail?.text ?? '') ?? [];
    await account.accounts.verifyEmail({ token: new URL(link).hash.slice(1) });

    await using visit = await visitor(browser, stage);
    const { page } = visit;
    await page.goto(`/t/${stage.slug}/bookings`);
    await signIn(page, { email, password });
    await page.getByText('You have booked here as a guest').waitFor();
    expect(await visit.violations()).to.deep.equal([]);
    const isThere = (): Promise<boolean> => account.bookings.getBooking({ id: booking.id }).then(() => true, (error: unknown) => (berthError(error).code === 'NOT_FOUND' ? false : Promise.reject(error)));
    while (!(await isThere())) continue;
    await page.getByRole('button', { name: 'Show them' }).click();
    await page.getByRole('link', { name: new RegExp(stage.offering.title) }).waitFor();
    expect(await page.getByText('You have booked here as a guest').count()).to.equal(0);
  });
});
