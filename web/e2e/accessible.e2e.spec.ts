/** Every page, in light and dark, on a phone and on a desk, is free of accessibility violations and fits its width. */
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../deploy/dev/sandbox/testing/browser.ts';
import { openStage, type Stage } from './testing/stage.ts';
import { chooseTime, payWith, signIn, visitor } from './testing/visitor.ts';

describe('the page for everybody', function () {
  this.timeout(120_000);
  let browser: Browser;
  let stage: Stage;

  before(async () => {
    [browser, stage] = await Promise.all([launchBrowser(), openStage()]);
  });
  after(() => browser.close());

  for (const [name, looks] of [
    ['light, on a desk', { scheme: 'light' }],
    ['dark, on a phone', { scheme: 'dark', phone: true }],
  ] as const) {
    it(`has no violations from the first page to the last: ${name}`, async () => {
      await using guest = await visitor(browser, stage, looks);
      const { page } = guest;
      const check = async (where: string): Promise<void> => {
        expect(await guest.violations(), where).to.deep.equal([]);
        expect(await overflow(page), `${where} is wider than the window`).to.equal(0);
      };
      await page.goto('/');
      await page.locator(`a[href="/t/${stage.slug}"]`).waitFor();
      await check('businesses');
      await page.goto(`/t/${stage.slug}`);
      await page.getByRole('link', { name: /Free|\d/ }).first().waitFor();
      await check('search');
      await chooseTime(page, stage);
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
      await page.getByRole('button', { name: /^Sign in and/ }).click();
      await check('offering, signing in');
      await signIn(page, await stage.customer());
      await page.getByLabel('Card number').waitFor();
      await check('paying');
      await payWith(page, '4000000000000002');
      await page.getByRole('alert').first().waitFor();
      await check('declined');
      await payWith(page, '4242424242424242');
      await page.getByRole('link', { name: /Open receipt/ }).waitFor();
      await check('confirmed');
      await page.getByRole('button', { name: 'Cancel booking' }).click();
      await check('cancelling');
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'How this booking was made' }).click();
      await page.getByRole('button', { name: /^browser: browser book/ }).click();
      await check('trace');
      await page.goto(`/t/${stage.slug}/bookings`);
      await page.getByRole('link', { name: new RegExp(stage.offering.title) }).first().waitFor();
      await check('my bookings');
    });
  }

  it('stands still while it loads', async () => {
    await using guest = await visitor(browser, stage);
    await guest.page.goto(`/t/${stage.slug}`);
    await guest.page.getByRole('link', { name: /Free|\d/ }).first().waitFor();
    expect(await layoutShift(guest.page)).to.be.below(0.1);
  });
});

/** Pixels that stick out to the right. */
const overflow = (page: Page): Promise<number> => page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));

/** Cumulative layout shift so far; below 0.1 counts as good. */
const layoutShift = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if ('value' in entry && typeof entry.value === 'number') sum += entry.value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );
