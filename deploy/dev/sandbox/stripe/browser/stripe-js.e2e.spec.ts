/** Stripe.js in a real browser: the form, refusals, 3-D Secure, redirects, and what assistive technology sees. */
import AxeBuilder from '@axe-core/playwright';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../testing/browser.ts';
import type { HttpListener } from '../../http/listen.ts';
import { serveCheckout } from '../testing/checkout-page.ts';
import { BOOKING, type Connected, connected } from '../testing/connected.ts';

describe('stripe.js in a browser', function () {
  this.timeout(30_000);
  let browser: Browser;
  let box: Connected;
  let checkout: HttpListener;
  let page: Page;
  let complaints: string[];

  before(async () => {
    browser = await launchBrowser();
    box = await connected();
    checkout = await serveCheckout(box.sandbox.url);
  });
  after(async () => {
    await browser.close();
    await checkout[Symbol.asyncDispose]();
    await box[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    page = await browser.newPage({ locale: 'en-GB' });
    complaints = [];
    page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
    page.on('pageerror', (error) => void complaints.push(String(error)));
  });
  afterEach(() => page.close());

  async function open(query: Record<string, string> = {}): Promise<string> {
    const intent = await box.stripe.paymentIntents.create(BOOKING);
    await page.goto(`${checkout.url}/?${new URLSearchParams({ secret: intent.client_secret ?? '', ...query })}`);
    await page.waitForFunction(
      () =>
        'events' in window &&
        Array.isArray(window.events) &&
        window.events.some(({ name }) => name === 'ready' || name === 'loaderror'),
    );
    return intent.id;
  }

  async function typeCard(number: string): Promise<void> {
    await page.getByLabel('Card number').pressSequentially(number);
    await page.getByLabel('Expiration date').pressSequentially('1240');
    await page.getByLabel('Security code').pressSequentially('123');
  }

  async function pay() {
    await page.getByRole('button', { name: 'Pay', exact: true }).click();
  }

  async function result() {
    const output = page.locator('#result');
    await output.filter({ hasText: /paymentIntent|error/ }).waitFor();
    return JSON.parse((await output.textContent()) ?? '');
  }

  it('pays with a typed card, under a strict content security policy', async () => {
    const id = await open();
    await typeCard('4242424242424242');
    expect(await page.getByLabel('Card number').inputValue()).to.equal('4242 4242 4242 4242');
    expect(await page.getByLabel('Expiration date').inputValue()).to.equal('12 / 40');
    await pay();
    expect((await result()).paymentIntent).to.include({ id, status: 'requires_capture' });
    expect(complaints).to.deep.equal([]);
  });

  it('fills the form with a test card on one click', async () => {
    await open();
    await page.getByRole('button', { name: /Succeeds/ }).click();
    await pay();
    expect((await result()).paymentIntent.status).to.equal('requires_capture');
  });

  it('sends nothing while the card is incomplete, and says why beside the field', async () => {
    const id = await open();
    await page.getByLabel('Card number').pressSequentially('42424242');
    await pay();
    expect((await result()).error).to.deep.equal({
      type: 'validation_error',
      code: 'incomplete_number',
      message: 'Your card number is incomplete.',
    });
    expect(await page.getByLabel('Card number').getAttribute('aria-invalid')).to.equal('true');
    expect(await page.getByRole('alert').first().textContent()).to.equal('Your card number is incomplete.');
    expect(box.sandbox.intents().find((intent) => intent.id === id)?.status).to.equal('requires_payment_method');
  });

  it('reports a refused card and lets the customer try another', async () => {
    await open();
    await page.getByRole('button', { name: /Declined/ }).click();
    await pay();
    const { error } = await result();
    expect(error).to.include({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      message: 'Your card was declined.',
    });
    expect(error.payment_intent).to.include({ status: 'requires_payment_method' }).and.not.have.property('metadata');
    await page.getByRole('button', { name: /Succeeds/ }).click();
    await pay();
    expect((await result()).paymentIntent.status).to.equal('requires_capture');
  });

  for (const [choice, expected] of [
    ['Complete', { paymentIntent: 'requires_capture' }],
    ['Fail', { error: 'payment_intent_authentication_failure' }],
    ['Escape', { error: 'payment_intent_authentication_failure' }],
  ] as const) {
    it(`ends 3-D Secure with ${choice}`, async () => {
      await open();
      await page.getByRole('button', { name: /3-D Secure/ }).click();
      await pay();
      const dialog = page.getByRole('dialog', { name: '3-D Secure' });
      await dialog.getByText('€20.00').waitFor();
      if (choice === 'Escape') await page.keyboard.press('Escape');
      else await dialog.getByRole('button', { name: choice }).click();
      const { paymentIntent, error } = await result();
      expect({
        ...(paymentIntent && { paymentIntent: paymentIntent.status }),
        ...(error && { error: error.code }),
      }).to.deep.equal(expected);
      expect(await dialog.count()).to.equal(0);
    });
  }

  it('goes to the return address when redirects are always wanted', async () => {
    const id = await open({ redirect: 'always' });
    await page.getByRole('button', { name: /Succeeds/ }).click();
    await pay();
    await page.waitForURL(/\/done\?/);
    expect(new URL(page.url()).searchParams.get('payment_intent')).to.equal(id);
    expect(new URL(page.url()).searchParams.get('redirect_status')).to.equal('succeeded');
  });

  it('tells the page when the form is complete, and stops when destroyed', async () => {
    await open();
    await typeCard('4242424242424242');
    const last = await page.evaluate(() =>
      'events' in window && Array.isArray(window.events) ? window.events.at(-1) : undefined,
    );
    expect(last).to.deep.equal({
      name: 'change',
      elementType: 'payment',
      complete: true,
      empty: false,
      collapsed: false,
      value: { type: 'card' },
    });
    await page.evaluate('payment.destroy()');
    expect(await page.getByLabel('Card number').count()).to.equal(0);
  });

  it('reports a client secret the provider does not know', async () => {
    await open({ secret: 'pi_unknown_secret_unknown' });
    expect(await page.evaluate('events.at(-1)')).to.have.nested.property('error.code', 'resource_missing');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no accessibility violations in ${colorScheme} mode`, async () => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open();
      await page.getByRole('button', { name: /3-D Secure/ }).click();
      expect(await violations()).to.deep.equal([]);
      await pay();
      await page.getByRole('dialog').waitFor();
      expect(await violations()).to.deep.equal([]);
    });
  }

  async function violations(): Promise<string[]> {
    const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    return found.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  }
});
