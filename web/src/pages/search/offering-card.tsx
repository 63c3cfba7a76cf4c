/** One offering in a list: what, how long, for how much. */
import type { Offering } from '@berth/sdk/browser';
import { Link } from '@tanstack/react-router';
import { Badge } from '../../components/badge.tsx';
import { Icon } from '../../components/icon.tsx';
import { minutesText } from '../../format/duration.ts';
import { formatPrice, isFree } from '../../format/price.ts';
import { kindLabel } from '../../shop/kind.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

export function OfferingCard({ offering }: { readonly offering: Offering }) {
  const { slug, locale } = useShop();
  const { kind, title, summary, price, durationMinutes, brand, category } = offering;
  return (
    <Link to="/t/$slug/o/$offering" params={{ slug, offering: offering.slug }} className="card group flex min-h-48 flex-col gap-2 p-4 transition-shadow hover:shadow-lg">
      <span className="flex flex-wrap items-center gap-2">
        <Badge tone="accent">{kindLabel(kind)}</Badge>
        {category && <span className="text-sm text-quiet">{category.name}</span>}
      </span>
      <span className="text-lg font-semibold leading-snug group-hover:underline">{title}</span>
      <span className="line-clamp-2 text-quiet">{summary}</span>
      <span className="mt-auto flex flex-wrap items-end gap-x-4 gap-y-1 pt-2">
        <span className="flex min-w-0 grow flex-col text-sm text-quiet">
          {brand && <span className="truncate">{brand.name}</span>}
          {durationMinutes > 0 && (
            <span className="flex items-center gap-1.5">
              <Icon name="clock" className="size-4" />
              {minutesText(durationMinutes)}
            </span>
          )}
        </span>
        <span className="text-lg font-semibold tabular-nums">{isFree(price) ? t.offering.free : formatPrice(price, locale)}</span>
      </span>
    </Link>
  );
}
