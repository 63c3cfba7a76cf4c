/** Booking in a real browser, from the landing page to the receipt and the trace, and what goes wrong on the way. */
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { chooseSession, chooseTime, holdPlace, payWith, signIn, stepsOn, type Visitor, visitor } from './testing/visitor.ts';

const GOOD = '4242424242424242';
const DECLINED = '4000000000000002';

describe('booking in the browser', function () {
  this.timeout(90_000);
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

  it('finds, holds, pays, watches the steps, opens the receipt and sees the trace', async () => {
    const { page } = guest;
    await page.goto('/');
    await page.locator(`a[href="/t/${stage.slug}"]`).click();
    await page.getByLabel('Search', { exact: true }).fill(stage.offering.title);
    await page.getByRole('link', { name: stage.offering.title }).first().click();
    await page.getByRole('radio').first().check({ force: true });
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await signIn(page, await stage.customer());
    await page.getByText('Your place is held for').first().waitFor();
    expect(await page.title()).to.contain(stage.offering.title);
    await payWith(page, GOOD);
    await page.getByText('You are booked').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const pdf = await readFile(await (await download).path());
    expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
    const receipt = page.waitForEvent('popup');
    await page.getByRole('link', { name: /Open receipt/ }).click();
    expect((await receipt).url()).to.match(/^blob:/);
    await page.getByText('E-mail sent').last().waitFor();
    expect(await stepsOn(page)).to.include.members(['Place held', 'Card authorised', 'Place kept for you', 'Payment taken', 'Booking confirmed', 'Receipt issued']);

    await page.getByRole('link', { name: 'How this booking was made' }).click();
    const root = page.getByRole('button', { name: /^browser: browser book/ });
    await root.waitFor();
    for (const service of ['gateway', 'booking', 'payment', 'receipt', 'notification']) await page.getByRole('button', { name: new RegExp(`^${service}: `) }).first().waitFor();
    await root.click();
    await page.getByText('url.path').waitFor();
  });

  it('says that a card was declined and takes another one', async () => {
    const { page } = guest;
    await holdPlace(page, stage);
    await payWith(page, DECLINED);
    await page.getByRole('alert').filter({ hasText: 'Your card was declined.' }).waitFor();
    await payWith(page, GOOD);
    await page.getByText('You are booked').waitFor();
    expect(await stepsOn(page)).to.include('Payment failed');
  });

  it('books and pays without an account, and shows that browser the booking', async () => {
    const { page } = guest;
    await chooseTime(page, stage);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByLabel('As a guest').check({ force: true });
    expect(await page.getByLabel('Password').count()).to.equal(0);
    await page.getByLabel('Name').fill('Eva Guest');
    await page.getByLabel('E-mail').fill(`eva-${Date.now()}@example.com`);
    expect(await guest.violations()).to.deep.equal([]);
    await page.getByRole('button', { name: 'Continue as a guest' }).click();
    await page.getByLabel('Card number').waitFor();
    await payWith(page, GOOD);
    await page.getByText('You are booked').waitFor();
    await page.getByRole('link', { name: 'My bookings', exact: true }).click();
    await page.getByRole('link', { name: new RegExp(stage.offering.title) }).waitFor();
  });

  it('loses nothing that was chosen or typed', async () => {
    const { page } = guest;
    await chooseTime(page, stage);
    await page.getByLabel(/Note to the business/).fill('Left-handed, please.');
    await page.reload();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await page.getByLabel('E-mail').fill('ana@example.com');
    await page.getByLabel('I am new here').check({ force: true });
    expect(await page.getByLabel('E-mail').inputValue()).to.equal('ana@example.com');
    await page.getByLabel('I have an account').check({ force: true });
    await signIn(page, await stage.customer());
    await page.getByText('Booking code').waitFor();
    const facts = page.getByRole('region', { name: 'Your booking' });
    expect(await facts.getByText('Left-handed, please.').count()).to.equal(1);
    expect(await facts.getByRole('definition').filter({ hasText: /^2$/ }).count()).to.equal(1);
  });

  it('tells where the visitor came from only with consent', async () => {
    const { page } = guest;
    await page.goto('/?utm_source=tiktok&ttclid=click-1');
    const told: unknown[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/CreateBooking')) told.push(request.postDataJSON().attribution);
    });
    await holdPlace(page, stage);
    await chooseTime(page, stage);
    expect(await page.getByLabel('Tell advertisers that this booking was made').isChecked()).to.equal(false);
    await page.getByLabel('Tell advertisers that this booking was made').check();
    await page.getByRole('button', { name: 'Continue to payment' }).click();
    await page.getByLabel('Card number').waitFor();
    expect(told[0]).to.deep.equal({});
    expect(told[1]).to.deep.include({ utmSource: 'tiktok', ttclid: 'click-1', marketingConsent: true });
  });

  it('cancels with what comes back said before, and asks twice', async () => {
    const { page } = guest;
    await holdPlace(page, stage);
    await payWith(page, GOOD);
    await page.getByText('You are booked').waitFor();
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).click();
    await page.getByRole('button', { name: 'Cancel booking' }).click();
    const question = page.getByRole('dialog', { name: 'Cancel this booking?' });
    await question.getByText(/You get .+ back|nothing of what you paid/).waitFor();
    await question.getByRole('button', { name: 'Cancel booking' }).click();
    await page.getByText('This booking is cancelled').waitFor();
    await page.getByRole('link', { name: 'My bookings', exact: true }).click();
    await page.getByRole('link', { name: new RegExp(`${stage.offering.title}.*Cancelled`) }).first().waitFor();
  });

  it('tells a customer whose time has gone, and lets them choose again', async () => {
    const { page } = guest;
    const session = await stage.session('tightest');
    // Their page does not hear of it.
    await page.route('**/WatchAvailability', (route) => route.abort());
    await chooseSession(page, stage, session);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    await stage.sellOut(session.id);
    await signIn(page, await stage.customer());
    const refusal = page.getByRole('alert').filter({ hasText: 'That time has just gone' });
    await refusal.getByText('Choose another date.').waitFor();
    guest.forgive(); // the refused request that this is about
  });
});
