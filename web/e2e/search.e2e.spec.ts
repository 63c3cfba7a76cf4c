/** Searching and choosing in a real browser: the address holds the search, and the keyboard is enough. */
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { type Visitor, visitor } from './testing/visitor.ts';

describe('searching in the browser', function () {
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
    await guest.page.goto(`/t/${stage.slug}`);
  });
  afterEach(async () => {
    await guest[Symbol.asyncDispose]();
    expect(guest.complaints).to.deep.equal([]);
  });

  it('keeps text and filters in the address, and goes back', async () => {
    const { page } = guest;
    await page.getByLabel('Events', { exact: false }).first().check();
    await page.waitForURL(/kind=EVENT/);
    await page.getByLabel('Search', { exact: true }).fill(stage.offering.title.toUpperCase());
    await page.waitForURL(/q=/);
    await page.reload();
    expect(await page.getByLabel('Search', { exact: true }).inputValue()).to.equal(stage.offering.title.toUpperCase());
    await page.getByRole('link', { name: stage.offering.title }).first().click();
    await page.getByRole('heading', { name: stage.offering.title, level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('checkbox', { name: /Events/, checked: true }).waitFor();
  });

  it('asks once for what was typed in one go', async () => {
    const { page } = guest;
    const asked: string[] = [];
    page.on('request', (request) => {
      const { query, pageSize } = request.url().endsWith('/SearchOfferings') ? request.postDataJSON() : {};
      if (query !== undefined && pageSize === 24) asked.push(query);
    });
    await page.getByLabel('Search', { exact: true }).pressSequentially('night dive', { delay: 30 });
    await page.waitForURL(/q=night/);
    await page.waitForResponse('**/SearchOfferings');
    expect(asked).to.deep.equal(['night dive']);
  });

  it('says that nothing matches, and how to go on', async () => {
    const { page } = guest;
    await page.getByLabel('Search', { exact: true }).fill('zzqxjv wkkq');
    await page.getByText('Nothing matches', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Show everything' }).click();
    await page.getByRole('link', { name: /./ }).first().waitFor();
    expect(await page.getByLabel('Search', { exact: true }).inputValue()).to.equal('');
  });

  it('shows what failed and tries again', async () => {
    const { page } = guest;
    await page.route('**/SearchOfferings', (route) => route.fulfill({ status: 400, json: { code: 'internal', message: 'Something went wrong on our side.' } }));
    await page.getByLabel('Search', { exact: true }).fill('dive');
    await page.getByRole('alert').waitFor();
    await page.unroute('**/SearchOfferings');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
    guest.forgive(); // the failed request that this is about
  });

  it('is booked with the keyboard alone', async () => {
    const { page } = guest;
    await page.goto(stage.offering.path);
    const day = page.locator('button[data-day][tabindex="0"]');
    await day.focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-pressed'))).to.equal('true');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByRole('region', { name: 'Your booking' }).getByText('Total').waitFor();
  });

  it('says what does not exist', async () => {
    const { page } = guest;
    await page.goto('/t/no-such-business');
    await page.getByRole('heading', { name: 'There is no such business' }).waitFor();
    await page.goto(`/t/${stage.slug}/o/no-such-offering`);
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await page.goto('/nowhere');
    await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    guest.forgive(); // the 404s that this is about
  });
});
