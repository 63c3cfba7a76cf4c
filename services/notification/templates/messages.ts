/** The words of the mails, by language; a language is complete or it does not compile. */
import { languageOf } from '../../runtime/locale.ts';
import type { AccountMailKind } from '../domain/account-mail.ts';
import { en } from './languages/en.ts';
import { ja } from './languages/ja.ts';
import { pt } from './languages/pt.ts';

/** Subject, heading and sentences of one kind of mail. */
export interface Messages {
  readonly greeting: (name: string) => string;
  readonly labels: {
    readonly what: string;
    readonly when: string;
    readonly where: string;
    readonly with: string;
    readonly places: string;
    readonly extras: string;
    readonly code: string;
    readonly paid: string;
    readonly receipt: string;
  };
  readonly confirmed: {
    readonly subject: (title: string) => string;
    readonly heading: string;
    readonly welcome: string;
    readonly receiptAttached: (number: string) => string;
    readonly receiptFollows: string;
    readonly payThere: (amount: string) => string;
    readonly freeUntil: (moment: string) => string;
    readonly partUntil: (moment: string, share: string) => string;
    readonly notRefundable: string;
    readonly action: string;
  };
  readonly cancelled: {
    readonly subject: (title: string) => string;
    readonly heading: string;
    readonly refund: (amount: string, method: string) => string;
    readonly noRefund: (amount: string) => string;
  };
  readonly rescheduled: {
    readonly subject: (title: string) => string;
    readonly heading: string;
    readonly before: (moment: string) => string;
  };
  readonly offered: {
    readonly subject: (title: string) => string;
    readonly heading: string;
    readonly heldUntil: (moment: string) => string;
    readonly pay: string;
    readonly accept: string;
    readonly action: string;
    readonly otherwise: string;
  };
  readonly waitedFor: {
    readonly subject: (title: string) => string;
    readonly heading: string;
    readonly over: string;
    readonly action: string;
    readonly why: (name: string) => string;
  };
  readonly failed: {
    readonly subject: (title: string) => string;
    readonly heading: string;
    readonly keptUntil: (moment: string) => string;
    readonly notKept: string;
    readonly over: string;
    readonly action: string;
  };
  readonly refunded: {
    readonly subject: (amount: string, title: string) => string;
    readonly heading: string;
    readonly sent: (amount: string, method: string) => string;
  };
  readonly account: Readonly<Record<AccountMailKind, AccountWords>> & {
    readonly ends: (moment: string) => string;
    readonly why: (name: string) => string;
  };
  readonly bankDays: string;
  readonly notCharged: string;
  readonly reason: (reason: string) => string;
  readonly bookAgain: string;
  readonly yourCard: string;
  readonly why: (name: string) => string;
  readonly questions: (email: string) => string;
}

/** The words of a mail about an account. */
export interface AccountWords {
  readonly subject: (name: string) => string;
  readonly heading: string;
  readonly text: string;
  readonly action: string;
  /** What to do for who did not ask for it. */
  readonly notYou: string;
  /** Why it was sent, when that is not an account that there is. */
  readonly why?: (name: string) => string;
}

const MESSAGES: Readonly<Record<string, Messages>> = { en, pt, ja };

/** Languages that mails are written in. */
export const MAIL_LANGUAGES = Object.keys(MESSAGES);

/** The words for a locale; English for a language without any. */
export const messagesFor = (locale: string): Messages => MESSAGES[languageOf(locale)] ?? en;
