/** A link in a mail: whoever follows it has the mailbox. Only the newest counts, once, for a while; and not many are sent. */
import { reject, type Rejection } from '../../runtime/errors.ts';

export type LinkPurpose = 'verify_email' | 'reset_password' | 'invitation';

/** The links of one purpose to one address in one business. */
export interface MailLink {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly email: string;
  /** Whose account it is about; an invitation is about nobody's. */
  readonly userId: string | undefined;
  /** Number of the newest; those before it are void. */
  readonly serial: number;
  /** When links were sent, as far back as it counts. */
  readonly sent: readonly Date[];
  readonly expires: Date;
  readonly used: Date | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const LIFE_MS: Readonly<Record<LinkPurpose, number>> = { verify_email: 24 * HOUR, reset_password: 30 * MINUTE, invitation: 7 * 24 * HOUR };

/** So many mails in any time as long as this. */
export interface MailLimit {
  readonly periodMs: number;
  readonly atMost: number;
}

const OFTEN: readonly MailLimit[] = [{ periodMs: MINUTE, atMost: 1 }, { periodMs: HOUR, atMost: 5 }];
const LIMITS: Readonly<Record<LinkPurpose, readonly MailLimit[]>> = {
  verify_email: [...OFTEN, { periodMs: 24 * HOUR, atMost: 10 }],
  // Any stranger can ask for these: with a limit for the day they would keep the owner out of the account.
  reset_password: OFTEN,
  invitation: [...OFTEN, { periodMs: 24 * HOUR, atMost: 5 }],
};

/** How long to wait before another mail, after those that were `sent`, the newest last; 0 when it may go. */
export const mailWaitMs = (sent: readonly Date[], limits: readonly MailLimit[], now: Date): number =>
  Math.max(0, ...limits.map(({ periodMs, atMost }) => (sent.at(-atMost)?.getTime() ?? -Infinity) + periodMs - now.getTime()));

/** The next link; refused within a minute of the last, after five in an hour, and for most after some in a day. */
export function nextLink(
  before: MailLink | undefined,
  about: Pick<MailLink, 'id' | 'purpose' | 'email' | 'userId'>,
  now: Date,
): { readonly link: MailLink } | { readonly rejection: Rejection } {
  const limits = LIMITS[about.purpose];
  const longestMs = Math.max(...limits.map(({ periodMs }) => periodMs));
  const recent = (before?.sent ?? []).filter((sent) => now.getTime() - sent.getTime() < longestMs);
  const waitMs = mailWaitMs(recent, limits, now);
  if (waitMs > 0) return { rejection: tooManyMails(waitMs) };
  const expires = new Date(now.getTime() + LIFE_MS[about.purpose]);
  return { link: { ...about, serial: (before?.serial ?? 0) + 1, sent: [...recent, now], expires, used: undefined } };
}

/** Whether a link of this number proves anything now. */
export const isGood = (link: MailLink | undefined, serial: number, now: Date): link is MailLink =>
  link !== undefined && link.serial === serial && link.used === undefined && now < link.expires;

/** One answer for every link that is good for nothing: forged, used, old, or followed by a newer one. */
export const linkInvalid = (): Rejection => reject('LINK_INVALID', 'This link is not valid any more. Ask for a new one.');

export const linkOfAnother = (): Rejection =>
  reject('LINK_OF_ANOTHER', 'This link is about another account than yours. Sign in to that one first; if you have not made it, ask for a new password.', { code: 'PERMISSION_DENIED' });

export const tooManyMails = (retryAfterMs = HOUR): Rejection =>
  reject('TOO_MANY_MAILS', 'A mail was sent a moment ago. Look into your mailbox, or ask again later.', { code: 'RESOURCE_EXHAUSTED', retryAfterMs });
