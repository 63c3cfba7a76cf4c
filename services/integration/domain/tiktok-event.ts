/** The Events API body of a purchase: personal data leaves only hashed, and only what the customer agreed to. */
import { createHash } from 'node:crypto';
import { toDecimal, type Money } from '../../runtime/money.ts';

/** A purchase as far as TikTok may know it. Plain here; hashed in the body. */
export interface Purchase {
  readonly eventId: string;
  readonly time: Date;
  readonly total: Money;
  readonly offering: { readonly id: string; readonly title: string; readonly quantity: number; readonly unitPrice: Money };
  readonly email: string;
  readonly phone: string;
  readonly ttclid: string;
  readonly ttp: string;
  readonly pageUrl: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly utm: Readonly<Record<string, string>>;
}

export interface TikTokSettings {
  readonly pixelId: string;
  readonly testEventCode: string | undefined;
}

/** Hexadecimal SHA-256 of the trimmed, lower-case text, as TikTok matches it; nothing for empty text. */
export function hashed(text: string): string | undefined {
  const normal = text.trim().toLowerCase();
  return normal === '' ? undefined : createHash('sha256').update(normal).digest('hex');
}

/** E.164 without anything but the plus and digits. */
const normalPhone = (phone: string): string => phone.replace(/[^\d+]/g, '');

/** Body of `POST /open_api/v1.3/event/track/`. Absent facts are left out, never sent empty. */
export function completePaymentBody(purchase: Purchase, settings: TikTokSettings): Record<string, unknown> {
  const { offering } = purchase;
  return withoutEmpty({
    event_source: 'web',
    event_source_id: settings.pixelId,
    test_event_code: settings.testEventCode,
    data: [
      withoutEmpty({
        event: 'CompletePayment',
        event_time: Math.floor(purchase.time.getTime() / 1000),
        event_id: purchase.eventId,
        user: withoutEmpty({
          email: hashed(purchase.email),
          phone: hashed(normalPhone(purchase.phone)),
          ttclid: purchase.ttclid,
          ttp: purchase.ttp,
          ip: purchase.ipAddress,
          user_agent: purchase.userAgent,
        }),
        page: withoutEmpty({ url: pageWithCampaign(purchase) }),
        properties: {
          currency: purchase.total.currency,
          value: Number(toDecimal(purchase.total)),
          content_type: 'product',
          contents: [{ content_id: offering.id, content_name: offering.title, quantity: offering.quantity, price: Number(toDecimal(offering.unitPrice)) }],
        },
      }),
    ],
  });
}

/** The page's address with the campaign that led there: the API has no field of its own for it. */
function pageWithCampaign({ pageUrl, utm }: Purchase): string {
  const url = URL.parse(pageUrl);
  if (!url) return '';
  for (const [name, value] of Object.entries(utm)) {
    if (value !== '' && !url.searchParams.has(name)) url.searchParams.set(name, value);
  }
  return url.href;
}

const withoutEmpty = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
