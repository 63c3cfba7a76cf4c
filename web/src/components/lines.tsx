/** What is bought, line by line, each with its price. */
import { formatPrice } from '../format/price.ts';
import type { PricedLine } from '../shop/lines.ts';
import { useShop } from '../shop/shop-context.tsx';
import { t } from '../strings.ts';

export function Lines({ lines }: { readonly lines: readonly PricedLine[] }) {
  const { locale } = useShop();
  return (
    <ul className="grid gap-1.5">
      {lines.map(({ title, quantity, amount }) => (
        <li key={title} className="flex justify-between gap-4">
          <span className="min-w-0">{quantity > 1 ? t.options.times(quantity, title) : title}</span>
          <span className="tabular-nums text-quiet">{formatPrice(amount, locale)}</span>
        </li>
      ))}
    </ul>
  );
}
