/** What an offering is, as its business tells it. */
import { type Offering, OfferingKind, PaymentMode, type RefundTier } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { rulesQuery } from '../../berth/queries.ts';
import { Badge } from '../../components/badge.tsx';
import { Facts } from '../../components/facts.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { minutesText } from '../../format/duration.ts';
import { formatPrice, isFree } from '../../format/price.ts';
import { kindLabel } from '../../shop/kind.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

export function OfferingHeading({ offering }: { readonly offering: Offering }) {
  const { tenant, locale } = useShop();
  const { kind, title, summary, category, price } = offering;
  return (
    <div className="mt-2 flex flex-wrap items-end justify-between gap-x-8 gap-y-3">
      <div className="min-w-0 max-w-3xl">
        <div className="mb-2 flex flex-wrap items-center gap-2">
          <Badge tone="accent">{kindLabel(kind)}</Badge>
          {category && <span className="text-quiet">{category.name}</span>}
        </div>
        <PageHeading business={tenant.name}>{title}</PageHeading>
        {summary !== '' && <p className="mt-2 text-lg text-quiet">{summary}</p>}
      </div>
      <p className="text-2xl font-semibold tabular-nums">
        {isFree(price) ? t.offering.free : formatPrice(price, locale)}
        {kind === OfferingKind.EVENT && !isFree(price) && <span className="text-base font-normal text-quiet"> {t.offering.perPlace}</span>}
      </p>
    </div>
  );
}

export function OfferingDetails({ offering }: { readonly offering: Offering }) {
  const { description } = offering;
  return (
    <div className="grid gap-6 lg:col-start-1">
      {description !== '' && (
        <section aria-labelledby="about">
          <h2 id="about" className="text-xl font-semibold">
            {t.offering.about}
          </h2>
          <p className="mt-2 max-w-prose whitespace-pre-line">{description}</p>
        </section>
      )}
      <section aria-label={t.offering.details} className="grid content-start gap-6">
        <OfferingFacts offering={offering} />
        {offering.kind === OfferingKind.PRODUCT && <Extras offering={offering} />}
      </section>
    </div>
  );
}

function OfferingFacts({ offering }: { readonly offering: Offering }) {
  const { kind, brand, durationMinutes, place, capacity, price, paymentMode } = offering;
  const bookable = kind !== OfferingKind.PRODUCT;
  return (
    <Facts
      facts={[
        [t.offering.by, brand?.name],
        [t.offering.duration, minutesText(durationMinutes)],
        [t.offering.place, place],
        [t.offering.capacity, kind === OfferingKind.EVENT && t.offering.upTo(capacity)],
        [t.offering.payment, bookable && !isFree(price) && (paymentMode === PaymentMode.AT_DESK ? t.offering.atDesk : t.offering.online)],
        [t.offering.cancellation, bookable && <Cancellation offering={offering} />],
      ]}
    />
  );
}

/** What cancelling gives back, in words: the tiers of the rules, else what the offering says. */
function Cancellation({ offering: { id, freeCancellationHours } }: { readonly offering: Offering }) {
  const { slug } = useShop();
  const { data: rules } = useQuery(rulesQuery(slug, id));
  if (!rules) return null;
  return tierTexts(rules.cancellationTiers, freeCancellationHours).map((text) => (
    <span key={text} className="block">
      {text}
    </span>
  ));
}

function tierTexts(tiers: readonly RefundTier[], freeHours: number): readonly string[] {
  if (tiers.length === 0) return [t.offering.cancelFree(freeHours)];
  const texts = tiers
    .filter(({ refundPercent }) => refundPercent > 0)
    .map(({ hoursBefore, refundPercent }) => (refundPercent === 100 ? t.offering.cancelFree(hoursBefore) : t.offering.cancelPart(hoursBefore, refundPercent)));
  return texts.length > 0 ? texts : [t.offering.cancelNothing];
}

function Extras({ offering: { variants, addOns, price } }: { readonly offering: Offering }) {
  return (
    <>
      {variants.length > 0 && <Priced title={t.offering.variants} rows={variants.map((variant) => ({ ...variant, price: variant.price ?? price }))} />}
      {addOns.length > 0 && <Priced title={t.offering.addOns} rows={addOns} />}
    </>
  );
}

function Priced({ title, rows }: { readonly title: string; readonly rows: readonly { readonly id: string; readonly name: string; readonly price?: Offering['price'] }[] }) {
  const { locale } = useShop();
  return (
    <div>
      <h3 className="font-semibold">{title}</h3>
      <ul className="mt-1 divide-y divide-line">
        {rows.map(({ id, name, price }) => (
          <li key={id} className="flex justify-between gap-4 py-1.5">
            <span>{name}</span>
            <span className="tabular-nums text-quiet">{formatPrice(price, locale)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
