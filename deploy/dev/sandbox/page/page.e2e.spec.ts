/**
 * The sandbox page in a real browser: it shows what was received, keeps itself current, and trusts nothing it shows.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect } from 'chai';
import { createTransport } from 'nodemailer';
import type { Browser, Page } from 'playwright-core';
import type { HttpListener } from '../http/listen.ts';
import { type MailSandbox, startMailSandbox } from '../mail/sandbox.ts';
import { BOOKING, type Connected, connected } from '../stripe/testing/connected.ts';
import { receiveWebhooks, WEBHOOK_SECRET, type WebhookReceiver } from '../stripe/testing/webhook-receiver.ts';
import { launchBrowser } from '../testing/browser.ts';
import { startTikTokSandbox, type TikTokSandbox } from '../tiktok/sandbox.ts';
import { startSandboxPage } from './page.ts';

const EVIL = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';

describe('sandbox page', function () {
  this.timeout(30_000);
  let browser: Browser;
  let receiver: WebhookReceiver;
  let box: Connected;
  let mail: MailSandbox;
  let tiktok: TikTokSandbox;
  let served: HttpListener;
  let page: Page;

  before(async () => {
    browser = await launchBrowser();
    receiver = await receiveWebhooks((_request, index) => (index === 0 ? 500 : 200));
    box = await connected({ webhooks: [{ url: receiver.url, secret: WEBHOOK_SECRET }] });
    mail = await startMailSandbox();
    tiktok = await startTikTokSandbox();
    served = await startSandboxPage({ stripe: box.sandbox, mail, tiktok });
  });
  after(async () => {
    await browser.close();
    for (const part of [served, box, mail, tiktok, receiver]) await part[Symbol.asyncDispose]();
  });
  beforeEach(async () => void (page = await browser.newPage()));
  afterEach(() => page.close());

  async function send(subject: string): Promise<void> {
    const transport = createTransport(mail.smtpUrl);
    await transport.sendMail({
      from: 'a@example.com',
      to: 'Ada <ada@example.com>',
      subject,
      text: 'plain',
      html: `<h1>Hello</h1>${EVIL}`,
      attachments: [{ filename: 'receipt.pdf', content: Buffer.from('%PDF-1.7'), contentType: 'application/pdf' }],
    });
    transport.close();
  }

  async function track(event: string): Promise<void> {
    const body = {
      event_source: 'web',
      event_source_id: 'PIXEL1',
      data: [
        {
          event,
          event_id: `${event}-1`,
          event_time: Math.floor(Date.now() / 1000),
          properties: { currency: 'EUR', value: 20 },
          page: { url: 'https://berth.example/' },
        },
      ],
    };
    await fetch(tiktok.trackUrl, {
      method: 'POST',
      headers: { 'access-token': 'some-token' },
      body: JSON.stringify(body),
    });
  }

  it('says so while nothing was received', async () => {
    await page.goto(served.url);
    expect(await page.locator('.empty').allTextContents()).to.have.length(3);
  });

  it('shows a payment, its webhooks with their attempts, and sends one again', async () => {
    await page.goto(served.url);
    await box.stripe.paymentIntents.create({
      ...BOOKING,
      description: 'Yoga at the harbour',
      payment_method: 'pm_card_visa',
      confirm: true,
    });
    const row = page.locator('#payments .item').filter({ hasText: 'Yoga at the harbour' });
    await row.getByText('requires capture').waitFor(); // came by itself
    await row.locator('> summary').click();
    await row.getByText(/^500 ·/).waitFor();
    const before = receiver.received.length;
    await row.getByRole('button', { name: 'Redeliver charge.succeeded' }).click();
    await receiver.arrived(before + 1);
    expect(await row.getAttribute('open')).to.equal('');
  });

  it('keeps an open row open while others arrive', async () => {
    await send('First mail');
    await page.goto(served.url);
    const first = page.locator('#mail .item').filter({ hasText: 'First mail' });
    await first.locator('> summary').click();
    const frame = page.frameLocator('iframe[title="First mail"]').getByRole('heading', { name: 'Hello' });
    await frame.waitFor();
    await send('Second mail');
    await page.locator('#mail .item').filter({ hasText: 'Second mail' }).waitFor();
    expect(await frame.isVisible()).to.equal(true);
    expect(await page.locator('[data-count="mail"]').textContent()).to.equal('2');
    expect(await page.getByRole('link', { name: 'receipt.pdf' }).first().getAttribute('href')).to.match(
      /^\/mails\/[\w-]+\/attachments\/0$/,
    );
  });

  it('shows what TikTok counted and refused', async () => {
    await track('CompletePayment');
    await track('CompletePayment');
    await fetch(tiktok.trackUrl, { method: 'POST', body: '{}' });
    await page.goto(served.url);
    const section = page.locator('#tiktok');
    await section.getByText('duplicate').waitFor();
    expect(await section.locator('.item').count()).to.equal(3);
    await section.getByText('40104').waitFor();
  });

  it('runs nothing that came from outside', async () => {
    await box.stripe.paymentIntents.create({ ...BOOKING, description: EVIL, metadata: { note: EVIL } });
    await send(EVIL);
    await track(EVIL);
    await page.goto(served.url);
    for (const summary of await page.locator('.item > summary').all()) await summary.click();
    await page.frameLocator('iframe').first().getByRole('heading', { name: 'Hello' }).waitFor();
    expect(await page.title()).to.equal('Berth sandbox');
    expect(await page.locator('main img, main script').count()).to.equal(0);
  });

  it('refuses webhooks sent by a foreign page', async () => {
    const response = await fetch(`${served.url}/events/evt_1/redeliver`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(response.status).to.equal(403);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has no accessibility violations in ${colorScheme} mode`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.goto(served.url);
      for (const summary of await page.locator('.item > summary').all()) await summary.click();
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().exclude('iframe').analyze();
      expect(
        violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)),
      ).to.deep.equal([]);
    });
  }
});
