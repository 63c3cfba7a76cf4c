/** A visitor with a browser: goes through the page as people do, and remembers everything the browser complained about. */
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import type { Stage } from './stage.ts';

export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  /** Console errors and uncaught exceptions; the provider's answer to a refused card is no complaint. */
  readonly complaints: readonly string[];
  /** Forgets the complaints so far. */
  forgive(): void;
  /** Violations of WCAG 2.2 AA on the page as it is now. */
  violations(): Promise<string[]>;
}

export interface Looks {
  readonly scheme?: 'light' | 'dark';
  readonly phone?: boolean;
}

export async function visitor(browser: Browser, { url }: Stage, { scheme = 'light', phone = false }: Looks = {}): Promise<Visitor> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: scheme,
    reducedMotion: 'reduce',
    viewport: phone ? { width: 390, height: 844 } : { width: 1280, height: 900 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => void complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('402 (Payment Required)')) complaints.push(message.text());
  });
  return {
    page,
    complaints,
    forgive: () => void complaints.splice(0),
    violations: () => violationsOn(page),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

async function violationsOn(page: Page): Promise<string[]> {
  // Nothing is left out: the rules of WCAG and the practices that axe recommends.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`));
}

/** On the page of the offering, at the day of a session: that session. */
export async function chooseSession(page: Page, { offering }: Stage, session: { readonly id: string; readonly day: string }): Promise<void> {
  await page.goto(`${offering.path}?day=${session.day}`);
  await page.locator(`input[value="${session.id}"]`).check({ force: true });
}

/** A time with places, for two. */
export async function chooseTime(page: Page, stage: Stage): Promise<void> {
  await chooseSession(page, stage, await stage.session('roomiest'));
  await page.getByRole('button', { name: 'One place more' }).click();
  await page.waitForURL(/places=2/);
}

/** In the form that stands where signing in is needed. */
export async function signIn(page: Page, { email, password }: { readonly email: string; readonly password: string }): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: /^Sign in/ }).last().click();
}

/** Chooses, signs in and arrives at the card form. */
export async function holdPlace(page: Page, stage: Stage): Promise<void> {
  const account = await stage.customer();
  await chooseTime(page, stage);
  await page.getByRole('button', { name: 'Continue', exact: true }).click();
  await signIn(page, account);
  await page.getByLabel('Card number').waitFor();
}

/** Types a card into the provider's form and pays. */
export async function payWith(page: Page, card: string): Promise<void> {
  await page.getByLabel('Card number').fill(card);
  await page.getByLabel('Expiration date').fill('12 / 34');
  await page.getByLabel('Security code').fill('123');
  await page.getByRole('button', { name: /^Pay / }).click();
}

/** The names of the steps shown so far. */
export const stepsOn = (page: Page): Promise<string[]> => page.getByRole('region', { name: 'What happens' }).locator('li .font-medium').allTextContents();
