/** How often anybody may call what: every RPC belongs to one class by what it does, and each class has its limits. */
import type { DescMethod } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { BookingSeriesService } from '#proto/berth/booking/v1/series_service_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { AuthService } from '#proto/berth/user/v1/user_service_pb.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import type { Rule } from './bucket.ts';

export type CallClass = 'read' | 'write' | 'hold' | 'sign_in' | 'payment' | 'webhook';

/** Whose calls are counted together: an IP address's, a signed-in person's, a business's. */
export type Dimension = 'address' | 'principal' | 'tenant';

/** In this order: who is refused for their address has taken nothing from the business. */
export const DIMENSIONS: readonly Dimension[] = ['address', 'principal', 'tenant'];

/** Rules by what they are about, `read.address` or `AvailabilityService/ListSlots.principal`. */
export type Rules = ReadonlyMap<string, Rule>;

const MINUTE = 60_000;
const perMinute = (limit: number): Rule => ({ limit, windowMs: MINUTE });
const perTenMinutes = (limit: number): Rule => ({ limit, windowMs: 10 * MINUTE });

/** An address may be an office or a mobile network; a business may be the one whose sale begins. */
export const defaultRules: Rules = new Map([
  ['read.address', perMinute(3_000)],
  ['read.principal', perMinute(1_200)],
  ['read.tenant', perMinute(120_000)],
  ['write.address', perMinute(1_200)],
  ['write.principal', perMinute(300)],
  ['write.tenant', perMinute(30_000)],
  // Each keeps a place from others until it ends or is paid.
  ['hold.address', perTenMinutes(300)],
  ['hold.principal', perTenMinutes(60)],
  ['sign_in.address', perTenMinutes(100)],
  ['sign_in.tenant', perTenMinutes(6_000)],
  // Programs have their key, and do not type it: who has a wrong one has no other soon.
  ['wrong_key.address', perTenMinutes(60)],
  ['payment.address', perMinute(300)],
  ['payment.principal', perMinute(60)],
  // A provider sends those of all businesses from few addresses, and thousands at once when a sale begins.
  ['webhook.address', perMinute(60_000)],
]);

/** Nothing is limited. */
export const noRules: Rules = new Map();

const CLASSES: ReadonlyMap<DescMethod, CallClass> = new Map<DescMethod, CallClass>([
  [BookingService.method.createBooking, 'hold'],
  [BookingService.method.rescheduleBooking, 'hold'],
  [BookingService.method.extendHold, 'hold'],
  [BookingSeriesService.method.createBookingSeries, 'hold'],
  [WaitlistService.method.joinWaitlist, 'hold'],
  [WaitlistService.method.acceptOffer, 'hold'],
  [PaymentService.method.refundPayment, 'payment'],
  [PaymentService.method.ingestWebhook, 'webhook'],
  // They need a secret that nobody guesses, and a page does them by itself.
  [AuthService.method.refreshSession, 'write'],
  [AuthService.method.signOut, 'write'],
]);

/** What a stranger may change is how one becomes somebody: accounts, sessions, passwords. */
export function classOf(method: DescMethod): CallClass {
  const known = CLASSES.get(method);
  if (known) return known;
  if (method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS) return 'read';
  return levelOf(method) === AccessLevel.PUBLIC ? 'sign_in' : 'write';
}

/** API keys that there are not, whatever is called with them; counted by address. */
export const WRONG_KEY = 'wrong_key';
const CALL_CLASSES: readonly string[] = ['read', 'write', 'hold', 'sign_in', 'payment', 'webhook'] satisfies readonly CallClass[];
const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: MINUTE, h: 60 * MINUTE };
const CHANGE = /^(?<about>(?<scope>[a-z_]+|\w+Service\/\w+)\.(?:address|principal|tenant))=(?:off|(?<limit>[1-9]\d{0,6})\/(?<count>\d{0,4})(?<unit>[smh]))$/;

/** Longest window of a rule; what was used before is forgotten. */
export const LONGEST_WINDOW_MS = 60 * MINUTE;

/** What `readRules` accepts, in words. */
export const RULES_EXPECTED = 'off, or changes such as "sign_in.address=30/10m, CatalogService/SearchOfferings.principal=60/1m, read.tenant=off" with windows of up to 1h';

/** The default rules with changes to them; `undefined` when the text says something else. */
export function readRules(text: string): Rules | undefined {
  if (text.trim() === 'off') return noRules;
  const rules = new Map(defaultRules);
  for (const part of text.split(',').flatMap((entry) => entry.trim() || [])) {
    const { about = '', scope = '', limit, count, unit = '' } = CHANGE.exec(part)?.groups ?? {};
    if (!scope.includes('/') && !CALL_CLASSES.includes(scope) && about !== `${WRONG_KEY}.address`) return undefined;
    const windowMs = Number(count || 1) * (UNITS[unit] ?? 0);
    if (limit === undefined) rules.delete(about);
    else if (windowMs < 1 || windowMs > LONGEST_WINDOW_MS) return undefined;
    else rules.set(about, { limit: Number(limit), windowMs });
  }
  return rules;
}

/** Rules about RPCs that `methods` does not have: somebody believes that they hold. */
export function strayRules(rules: Rules, methods: readonly DescMethod[]): string[] {
  const known = new Set(methods.map(shortNameOf));
  return [...rules.keys()].filter((about) => about.includes('/') && !known.has(about.split('.')[0] ?? ''));
}

/** `BookingService/GetBooking`, as rules name it. */
export const shortNameOf = ({ parent, name }: DescMethod): string => `${parent.name}/${name}`;
