/** Names of businesses in addresses: an old one goes on leading to its business for a year, and nobody else can have it meanwhile. */
import { reject, type Rejection } from '../../runtime/errors.ts';

/** A name that a business had. */
export interface FormerSlug {
  readonly slug: string;
  readonly reservedUntil: Date;
}

/** Links in mails and on printed cards outlive a change of name by far. */
const RESERVED_MS = 365 * 86_400_000;
/** Whoever changed names at will would collect them. */
const AT_MOST = 3;

/** The names that are the business's besides `to`, once it changes from `from`; refused when it has too many. */
export function renamed(
  former: readonly FormerSlug[],
  { from, to }: { readonly from: string; readonly to: string },
  now: Date,
): { readonly formerSlugs: readonly FormerSlug[] } | { readonly rejection: Rejection } {
  const reserved = former.filter(({ slug, reservedUntil }) => slug !== to && reservedUntil > now);
  if (from === to) return { formerSlugs: reserved };
  if (reserved.length >= AT_MOST) return { rejection: renamedTooOften(reserved) };
  return { formerSlugs: [...reserved, { slug: from, reservedUntil: new Date(now.getTime() + RESERVED_MS) }] };
}

function renamedTooOften(reserved: readonly FormerSlug[]): Rejection {
  const next = new Date(Math.min(...reserved.map(({ reservedUntil }) => reservedUntil.getTime())));
  const message = `${AT_MOST} former names lead to this business already. It can have a new one on ${next.toISOString().slice(0, 10)}, or one of those again now.`;
  return reject('SLUG_CHANGED_TOO_OFTEN', message);
}

/** Names below the platform's domain that visitors would take for the platform itself. */
const KEPT = new Set([
  'account', 'accounts', 'admin', 'api', 'app', 'assets', 'auth', 'berth', 'billing', 'blog', 'cdn', 'console', 'dashboard', 'docs', 'ftp', 'help', 'imap', 'localhost',
  'login', 'mail', 'metrics', 'operator', 'pay', 'payments', 'platform', 'root', 'security', 'signin', 'smtp', 'static', 'status', 'support', 'system', 'webhooks', 'www',
]);

/** Whether a name is the platform's own. */
export const isKept = (slug: string): boolean => KEPT.has(slug);
