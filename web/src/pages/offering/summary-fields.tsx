/** The fields of a booking that is being made. */
import { useId } from 'react';
import { TextArea } from '../../components/field.tsx';
import { Lines } from '../../components/lines.tsx';
import { Stepper } from '../../components/stepper.tsx';
import { formatPrice, isFree } from '../../format/price.ts';
import { type PricedLine, sumOf } from '../../shop/lines.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

interface PlacesProps {
  readonly places: number;
  readonly most: number;
  readonly onChange: (places: number) => void;
}

export function Places({ places, most, onChange }: PlacesProps) {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className="flex items-center justify-between gap-4">
      <span id={id} className="font-medium">
        {t.checkout.places}
        <span className="block text-sm font-normal text-quiet">{t.checkout.most(most)}</span>
      </span>
      <Stepper value={places} most={most} fewer={t.checkout.fewer} more={t.checkout.more} onChange={onChange} />
    </div>
  );
}

interface NoteProps {
  readonly value: string;
  readonly onChange: (note: string) => void;
}

export const Note = ({ value, onChange }: NoteProps) => (
  <TextArea label={t.checkout.note} hint={t.checkout.noteHint} optional rows={2} maxLength={1000} value={value} onChange={(event) => onChange(event.target.value)} />
);

interface ConsentProps {
  readonly checked: boolean;
  readonly onChange: (consent: boolean) => void;
}

export function Consent({ checked, onChange }: ConsentProps) {
  const { tenant } = useShop();
  const id = useId();
  return (
    <div className="flex gap-2.5">
      <input id={id} type="checkbox" aria-describedby={`${id}-hint`} checked={checked} onChange={(event) => onChange(event.target.checked)} className="mt-0.5 size-5 shrink-0 accent-accent" />
      <div>
        <label htmlFor={id} className="block cursor-pointer font-medium">
          {t.checkout.consent}
        </label>
        <p id={`${id}-hint`} className="text-sm text-quiet">
          {t.checkout.consentHint(tenant.name)}
        </p>
      </div>
    </div>
  );
}

/** What it costs, line by line when there are several. */
export function Total({ lines }: { readonly lines: readonly PricedLine[] }) {
  const { locale, tenant } = useShop();
  const total = sumOf(lines);
  if (!total) return null;
  const taxed = !isFree(total) && (tenant.legalEntity?.taxRateBps ?? 0) > 0;
  return (
    <div className="grid gap-4 border-t border-line pt-4">
      {lines.length > 1 && <Lines lines={lines} />}
      <p aria-live="polite" className="flex items-baseline justify-between">
        <span>
          {t.checkout.total}
          {taxed && <span className="block text-sm text-quiet">{t.checkout.taxIncluded}</span>}
        </span>
        <span className="text-2xl font-semibold tabular-nums">{isFree(total) ? t.offering.free : formatPrice(total, locale)}</span>
      </p>
    </div>
  );
}
