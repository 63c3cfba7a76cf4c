/** Times that somebody else takes while a page is open. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { chooseSession, type Looks, signIn, type Visitor, visitor } from './testing/visitor.ts';

describe('live times in the browser', function () {
  this.timeout(90_000);
  let browser: Browser;
  let stage: Stage;
  let visitors: Visitor[];

  before(async () => {
    [browser, stage] = await Promise.all([launchBrowser(), openStage()]);
  });
  after(() => browser.close());
  beforeEach(() => {
    visitors = [];
  });
  afterEach(async () => {
    await Promise.all(visitors.map((guest) => guest[Symbol.asyncDispose]()));
    expect(visitors.flatMap(({ complaints }) => complaints)).to.deep.equal([]);
  });

  const arrive = async (looks: Looks = {}): Promise<Visitor> => {
    const guest = await visitor(browser, stage, looks);
    visitors.push(guest);
    return guest;
  };

  it('grey out in every open page when the last place goes, and the one who had chosen is told', async () => {
    const session = await stage.session('tightest');
    const guests = [await arrive(), await arrive({ scheme: 'dark', phone: true })];
    for (const { page } of guests) await chooseSession(page, stage, session);
    for (const { page } of guests) await page.getByRole('button', { name: 'Continue', exact: true }).waitFor();
    await stage.sellOut(session.id);
    for (const guest of guests) {
      const time = guest.page.locator(`label:has(input[value="${session.id}"])`);
      await time.getByText('Just taken').waitFor();
      expect(await guest.page.locator(`input[value="${session.id}"]`).isDisabled()).to.equal(true);
      await guest.page.getByRole('alert').filter({ hasText: 'That time has just gone' }).waitFor();
      expect(await guest.violations()).to.deep.equal([]);
    }
  });

  it('leave whoever is signing in what they have typed', async () => {
    const session = await stage.session('tightest');
    const { page } = await arrive();
    await chooseSession(page, stage, session);
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
    const { email, password } = await stage.customer();
    await page.getByLabel('E-mail').fill(email);
    await stage.sellOut(session.id);
    await page.getByRole('alert').filter({ hasText: 'That time has just gone' }).waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).to.equal(email);
    await signIn(page, { email, password });
    await page.getByLabel('Password').waitFor({ state: 'hidden' });
    await page.getByText('That time has just gone').waitFor();
    expect(new URL(page.url()).pathname).to.equal(stage.offering.path);
  });

  it('say when they may be out of date, and catch up as soon as the connection is back', async () => {
    const session = await stage.session('tightest');
    const guest = await arrive();
    await chooseSession(guest.page, stage, session);
    const time = guest.page.locator(`label:has(input[value="${session.id}"])`);
    await time.getByText(/places? left/).waitFor();
    await guest.page.context().setOffline(true);
    await guest.page.getByText('These times may have changed').waitFor();
    await stage.sellOut(session.id);
    await guest.page.context().setOffline(false);
    await time.getByText('Just taken').waitFor();
    await guest.page.getByText('These times may have changed').waitFor({ state: 'hidden' });
    guest.forgive(); // what the browser says of a connection that is away
  });
});
