/** From a choice of times to a held place: the choice is in the address, the page follows it. */
import { type Offering, OfferingKind, type Slot } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { staffQuery } from '../../berth/queries.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { type Bought, longerBy, readExtras, writeExtras } from '../../shop/lines.ts';
import { monthOf } from '../../shop/month.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { byDay, servedBy, slotId } from '../../shop/slots.ts';
import { lookAgain, type Looked, withTaken } from '../../shop/taken-meanwhile.ts';
import { t } from '../../strings.ts';
import type { Choice } from './choice.ts';
import { ExtrasChoice } from './extras-choice.tsx';
import { Summary } from './summary.tsx';
import { SlotPicker } from './slot-picker.tsx';
import { useFirstMonth } from './use-first-month.ts';
import { useLiveSlots } from './use-live-slots.ts';

const route = getRouteApi('/t/$slug/o/$offering');

export function Booker({ offering }: { readonly offering: Offering }) {
  const { slug } = useShop();
  const choice = route.useSearch();
  const navigate = route.useNavigate();
  const wantedMonth = choice.month ?? (choice.day && monthOf(choice.day));
  const firstMonth = useFirstMonth(slug, offering, wantedMonth === undefined);
  const month = wantedMonth ?? firstMonth.month;
  const bought = useBought(choice, offering);
  const longer = useMemo(() => longerBy(bought.extras, offering), [bought, offering]);
  const { slots, late, query } = useLiveSlots(slug, offering.id, month, longer);
  const staff = useQuery(staffQuery(slug, offering.id));
  const change = (part: Choice): void => void navigate({ search: { ...choice, ...part }, replace: true, resetScroll: false });
  const shown = useMemo(() => slots && servedBy(slots, choice.staff ?? ''), [slots, choice.staff]);
  const taken = useTaken(JSON.stringify([month, choice.staff, longer]), shown);
  if (firstMonth.error) return <ProblemNotice error={firstMonth.error} onRetry={firstMonth.retry} />;
  if (month === undefined) return <Skeleton className="h-96 rounded-card" />;

  const days = shown && byDay(withTaken(shown, taken));
  const chosen = slots?.find((slot) => slotId(slot) === choice.slot);
  const day = choice.day?.startsWith(month) && days?.has(choice.day) ? choice.day : days?.keys().next().value;
  const buy = (next: Bought): void => {
    // Another length has other times.
    const same = JSON.stringify(longerBy(next.extras, offering)) === JSON.stringify(longer);
    change({ extras: writeExtras(next.extras), variant: next.variant?.id, ...(!same && { slot: undefined }) });
  };
  return (
    <>
      <div className="grid min-w-0 gap-6 lg:col-start-1">
        {(offering.addOns.length > 0 || offering.variants.length > 0) && <ExtrasChoice {...{ offering, bought }} timed={offering.kind !== OfferingKind.EVENT} onChange={buy} />}
        <section aria-labelledby="times" className="card grid gap-5 p-4 sm:p-6">
          <h2 id="times" className="text-xl font-semibold">
            {t.times.title}
          </h2>
          <SlotPicker {...{ offering, choice, month, day, days, free: shown && byDay(shown), taken, chosen, late, query, onChange: change }} staff={staff.data ?? []} />
        </section>
      </div>
      <Summary offering={offering} slot={chosen ?? taken.find((slot) => slotId(slot) === choice.slot)} gone={choice.slot !== undefined && slots !== undefined && !chosen} {...{ choice, bought }} staff={staff.data ?? []} onChange={change} />
    </>
  );
}

/** What the address says is bought, the same as long as it says the same. */
const useBought = ({ extras = '', variant }: Choice, offering: Offering): Bought =>
  useMemo(() => ({ extras: readExtras(extras, offering), variant: offering.variants.find(({ id }) => id === variant) }), [extras, variant, offering]);

/** Times that were taken since this view was opened. */
function useTaken(view: string, slots: readonly Slot[] | undefined): readonly Slot[] {
  const [looked, setLooked] = useState<Looked>({ view, slots, taken: [] });
  const next = lookAgain(looked, view, slots);
  if (next !== looked) setLooked(next);
  return next.taken;
}
