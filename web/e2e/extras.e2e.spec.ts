/** Extras in a real browser: chosen before the time, they change the times, the price and what is booked. */
import { createBerth, type Offering, OfferingKind } from '@berth/sdk';
import { timestampDate, timestampFromMs } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { signIn, visitor } from './testing/visitor.ts';

const DAY_MS = 86_400_000;

describe('extras in the browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  let stage: Stage;
  let fitting: Offering;

  before(async () => {
    [browser, stage] = await Promise.all([launchBrowser(), openStage()]);
    fitting = await offeringWithExtras(stage);
  });
  after(() => browser.close());

  const extra = (longer: boolean) => fitting.addOns.find(({ extraMinutes }) => extraMinutes > 0 === longer) ?? expect.fail('there is no such extra');

  for (const [name, looks] of [
    ['light, on a desk', { scheme: 'light' }],
    ['dark, on a phone', { scheme: 'dark', phone: true }],
  ] as const) {
    it(`are chosen, priced, booked and kept: ${name}`, async () => {
      await using guest = await visitor(browser, stage, looks);
      const { page } = guest;
      const [longer, bag] = [extra(true), extra(false)];
      await page.goto(`/t/${stage.slug}/o/${fitting.slug}`);
      await page.getByRole('radio').first().check({ force: true });
      const end = (): Promise<string> => page.getByRole('region', { name: 'Your booking' }).getByRole('listitem').first().innerText();
      const before = await end();
      await page.getByLabel(longer.name, { exact: true }).check();
      await page.getByText('Choose a time to go on.').waitFor();
      await page.getByLabel(bag.name, { exact: true }).check();
      await page.getByRole('button', { name: `${bag.name}: one more` }).click();
      await page.getByRole('radio').first().check({ force: true });
      await page.reload();
      expect(await end()).not.to.equal(before);
      await page.getByRole('region', { name: 'Your booking' }).getByText(`2 × ${bag.name}`).waitFor();
      expect(await guest.violations()).to.deep.equal([]);
      expect(await overflow(page)).to.equal(0);
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
      await signIn(page, await stage.customer());
      await page.getByText('Booking code').waitFor();
      const facts = page.getByRole('region', { name: 'Your booking' });
      for (const text of [longer.name, `2 × ${bag.name}`]) await facts.getByText(text).waitFor();
      expect(await guest.violations()).to.deep.equal([]);
      expect(guest.complaints).to.deep.equal([]);
    });
  }

  it('leave only the times that are long enough', async () => {
    await using guest = await visitor(browser, stage);
    const { page } = guest;
    const last = await lastStart(stage, fitting);
    await page.goto(`/t/${stage.slug}/o/${fitting.slug}?day=${last.day}`);
    const time = page.locator(`input[value="${last.start}"]`);
    await time.waitFor({ state: 'attached' });
    await page.getByLabel(extra(true).name, { exact: true }).check();
    await time.waitFor({ state: 'detached' });
    await page.getByLabel(extra(true).name, { exact: true }).uncheck();
    await time.waitFor({ state: 'attached' });
    expect(guest.complaints).to.deep.equal([]);
  });
});

const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** An appointment with an extra that takes longer and one that does not. */
async function offeringWithExtras({ url, slug }: Stage): Promise<Offering> {
  const client = createBerth({ baseUrl: url, tenant: slug });
  const { offerings } = await client.catalog.searchOfferings({ filter: { kinds: [OfferingKind.APPOINTMENT, OfferingKind.SERVICE] }, pageSize: 100 });
  const found = offerings.find(({ addOns }) => addOns.some(({ extraMinutes }) => extraMinutes > 0) && addOns.some(({ extraMinutes }) => extraMinutes === 0));
  return found ?? expect.fail('no offering has such extras');
}

/** The last start of a day: nothing that takes longer begins then. */
async function lastStart({ url, slug }: Stage, { id }: Offering) {
  const span = { fromTime: timestampFromMs(Date.now() + 2 * DAY_MS), toTime: timestampFromMs(Date.now() + 9 * DAY_MS) };
  const { slots } = await createBerth({ baseUrl: url, tenant: slug }).availability.listSlots({ offeringId: id, ...span });
  const day = slots[0]?.time?.localStart.slice(0, 10) ?? expect.fail('there are no times');
  const last = slots.findLast(({ time }) => time?.localStart.startsWith(day))?.time;
  return { day, start: last?.startTime ? timestampDate(last.startTime).toISOString() : '' };
}
