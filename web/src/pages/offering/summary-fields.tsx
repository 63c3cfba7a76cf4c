/** The fields of a booking that is being made. */
import type { Money } from '@berth/sdk/browser';
import { useId } from 'react';
import { TextArea } from '../../components/field.tsx';
import { formatPrice, isFree, totalOf } from '../../format/price.ts';
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
      <span className="flex items-center gap-1">
        <Step label={t.checkout.fewer} sign="−" disabled={places <= 1} onClick={() => onChange(places - 1)} />
        <output aria-live="polite" className="w-8 text-center text-lg font-semibold tabular-nums">
          {places}
        </output>
        <Step label={t.checkout.more} sign="+" disabled={places >= most} onClick={() => onChange(places + 1)} />
      </span>
    </div>
  );
}

interface StepProps {
  readonly label: string;
  readonly sign: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

/** `aria-disabled`: a button at its limit keeps the focus. */
const Step = ({ label, sign, disabled, onClick }: StepProps) => (
  <button
    type="button"
    aria-label={label}
    aria-disabled={disabled || undefined}
    onClick={() => !disabled && onClick()}
    className="grid size-11 place-items-center rounded-control border border-edge text-xl hover:bg-raised aria-disabled:cursor-not-allowed aria-disabled:opacity-50"
  >
    {sign}
  </button>
);

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

export function Total({ unit, places }: { readonly unit: Money; readonly places: number }) {
  const { locale, tenant } = useShop();
  const taxed = !isFree(unit) && (tenant.legalEntity?.taxRateBps ?? 0) > 0;
  const total = { ...unit, ...totalOf(unit, places) };
  return (
    <p aria-live="polite" className="flex items-baseline justify-between border-t border-line pt-4">
      <span>
        {t.checkout.total}
        {taxed && <span className="block text-sm text-quiet">{t.checkout.taxIncluded}</span>}
      </span>
      <span className="text-2xl font-semibold tabular-nums">{isFree(unit) ? t.offering.free : formatPrice(total, locale)}</span>
    </p>
  );
}
