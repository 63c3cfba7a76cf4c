/** Signing in with a password and a second factor in a real browser. */
import { createBerth } from '@berth/sdk';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../dev/sandbox/testing/browser.ts';
import { codeOf, stepAt } from '../../services/user/totp.ts';
import { openStage, type Stage } from '../../web/e2e/testing/stage.ts';
import { signIn, visitor } from '../../web/e2e/testing/visitor.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an app makes of the secret that it was given. */
function bytesOf(base32: string): Uint8Array {
  const bits = [...base32].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}

describe('a second factor in the browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let stage: Stage;

  before(async () => {
    [browser, stage] = await Promise.all([launchBrowser(), openStage()]);
  });
  after(() => browser.close());

  it('is asked for after the password, says when a code is wrong, and takes a recovery code', async () => {
    const account = { email: `careful-${Date.now()}@example.com`, password: 'correct horse' };
    const client = createBerth({ baseUrl: stage.url, tenant: stage.slug });
    await client.register({ ...account, displayName: 'Clara Careful' });
    const { secret } = await client.secondFactors.beginTotp({ password: account.password });
    const { recoveryCodes } = await client.secondFactors.confirmTotp({ code: codeOf(bytesOf(secret), stepAt(new Date())) });

    await using guest = await visitor(browser, stage);
    const { page } = guest;
    await page.goto(`/t/${stage.slug}/bookings`);
    await signIn(page, account);
    const code = page.getByLabel('Code', { exact: true });
    await code.waitFor();
    expect(await guest.violations()).to.deep.equal([]);
    await code.fill('000000');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText(/wrong|used before/).first().waitFor();
    await code.fill(recoveryCodes[0] ?? '');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });
});
