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
  /** When links were sent within the last hour. */
  readonly sent: readonly Date[];
  readonly expires: Date;
  readonly used: Date | undefined;
}

const MINUTE = 60_000;
const LIFE_MS: Readonly<Record<LinkPurpose, number>> = { verify_email: 24 * 60 * MINUTE, reset_password: 30 * MINUTE, invitation: 7 * 24 * 60 * MINUTE };
const PAUSE_MS = MINUTE;
const PERIOD_MS = 60 * MINUTE;
const AT_MOST = 5;

/** The next link; refused within a minute of the last, and after five in an hour. */
export function nextLink(
  before: MailLink | undefined,
  about: Pick<MailLink, 'id' | 'purpose' | 'email' | 'userId'>,
  now: Date,
): { readonly link: MailLink } | { readonly rejection: Rejection } {
  const recent = (before?.sent ?? []).filter((sent) => now.getTime() - sent.getTime() < PERIOD_MS);
  const last = recent.at(-1)?.getTime() ?? -Infinity;
  const oldest = recent.at(-AT_MOST)?.getTime() ?? -Infinity;
  const waitMs = Math.max(last + PAUSE_MS, oldest + PERIOD_MS) - now.getTime();
  if (waitMs > 0) return { rejection: tooManyMails(waitMs) };
  const expires = new Date(now.getTime() + LIFE_MS[about.purpose]);
  return { link: { ...about, serial: (before?.serial ?? 0) + 1, sent: [...recent, now], expires, used: undefined } };
}

/** Whether a link of this number proves anything now. */
export const isGood = (link: MailLink | undefined, serial: number, now: Date): link is MailLink =>
  link !== undefined && link.serial === serial && link.used === undefined && now < link.expires;

/** One answer for every link that is good for nothing: forged, used, old, or followed by a newer one. */
export const linkInvalid = (): Rejection => reject('LINK_INVALID', 'This link is not valid any more. Ask for a new one.');

const tooManyMails = (retryAfterMs: number): Rejection =>
  reject('TOO_MANY_MAILS', 'A mail was sent a moment ago. Look into your mailbox, or ask again later.', { code: 'RESOURCE_EXHAUSTED', retryAfterMs });
