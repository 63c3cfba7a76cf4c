/** What besides the offering, and which variant of it: chosen before the time, since extras may take longer. */
import type { AddOn, Money, Offering } from '@berth/sdk/browser';
import { useId } from 'react';
import { Stepper } from '../../components/stepper.tsx';
import { minutesText } from '../../format/duration.ts';
import { formatPrice } from '../../format/price.ts';
import { type Bought, MOST_OF_AN_EXTRA, withExtra } from '../../shop/lines.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

interface ExtrasChoiceProps {
  readonly offering: Offering;
  readonly bought: Bought;
  /** Whether extras lengthen the visit. */
  readonly timed: boolean;
  readonly onChange: (bought: Bought) => void;
}

export function ExtrasChoice({ offering, bought, timed, onChange }: ExtrasChoiceProps) {
  const { addOns, variants } = offering;
  const change = (addOn: AddOn, quantity: number): void => onChange({ ...bought, extras: withExtra(bought.extras, addOn, quantity) });
  const takesLonger = timed && addOns.some(({ extraMinutes }) => extraMinutes > 0);
  return (
    <section aria-labelledby="options" className="card grid gap-4 p-4 sm:p-6">
      <div>
        <h2 id="options" className="text-xl font-semibold">
          {t.options.title}
        </h2>
        {takesLonger && <p className="mt-1 text-sm text-quiet">{t.options.hint}</p>}
      </div>
      {variants.length > 0 && <VariantChoice {...{ offering, bought, onChange }} />}
      {addOns.length > 0 && (
        <ul className="divide-y divide-line">
          {addOns.map((addOn) => (
            <ExtraRow key={addOn.id} {...{ addOn, timed }} quantity={bought.extras.find((extra) => extra.addOn.id === addOn.id)?.quantity ?? 0} onChange={(quantity) => change(addOn, quantity)} />
          ))}
        </ul>
      )}
    </section>
  );
}

function VariantChoice({ offering, bought, onChange }: Omit<ExtrasChoiceProps, 'timed'>) {
  const { locale } = useShop();
  const priced = (name: string, price: Money | undefined): string => t.options.priced(name, formatPrice(price ?? offering.price, locale));
  return (
    <label className="grid max-w-96 gap-1.5 font-medium">
      {t.options.variant}
      <select
        value={bought.variant?.id ?? ''}
        onChange={({ target }) => onChange({ ...bought, variant: offering.variants.find(({ id }) => id === target.value) })}
        className="control font-normal"
      >
        <option value="">{priced(offering.title, offering.price)}</option>
        {offering.variants.map(({ id, name, price }) => (
          <option key={id} value={id}>
            {priced(name, price)}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ExtraRowProps {
  readonly addOn: AddOn;
  readonly timed: boolean;
  readonly quantity: number;
  readonly onChange: (quantity: number) => void;
}

function ExtraRow({ addOn: { name, price, extraMinutes }, timed, quantity, onChange }: ExtraRowProps) {
  const { locale } = useShop();
  const id = useId();
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
      <input id={id} type="checkbox" aria-describedby={`${id}-price`} checked={quantity > 0} onChange={({ target }) => onChange(target.checked ? 1 : 0)} className="size-5 shrink-0 accent-accent" />
      <div className="min-w-0 grow basis-28">
        <label htmlFor={id} className="block cursor-pointer font-medium">
          {name}
        </label>
        <p id={`${id}-price`} className="text-sm text-quiet tabular-nums">
          {formatPrice(price, locale)}
          {timed && extraMinutes > 0 && ` · ${t.options.takes(minutesText(extraMinutes))}`}
        </p>
      </div>
      {quantity > 0 && (
        <Stepper value={quantity} most={MOST_OF_AN_EXTRA} fewer={t.options.fewer(name)} more={t.options.more(name)} onChange={onChange} />
      )}
    </li>
  );
}
