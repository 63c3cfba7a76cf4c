/** From a choice of times to a held place: the choice is in the address, the page follows it. */
import type { Offering } from '@berth/sdk/browser';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { slotsQuery, staffQuery } from '../../berth/queries.ts';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { monthOf } from '../../shop/month.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { byDay, servedBy, slotId } from '../../shop/slots.ts';
import { t } from '../../strings.ts';
import type { Choice } from './choice.ts';
import { Summary } from './summary.tsx';
import { SlotPicker } from './slot-picker.tsx';
import { useFirstMonth } from './use-first-month.ts';

const route = getRouteApi('/t/$slug/o/$offering');

export function Booker({ offering }: { readonly offering: Offering }) {
  const { slug } = useShop();
  const choice = route.useSearch();
  const navigate = route.useNavigate();
  const wantedMonth = choice.month ?? (choice.day && monthOf(choice.day));
  const firstMonth = useFirstMonth(slug, offering, wantedMonth === undefined);
  const month = wantedMonth ?? firstMonth.month;
  const slots = useQuery({ ...slotsQuery(slug, offering.id, month ?? ''), enabled: month !== undefined });
  const staff = useQuery(staffQuery(slug, offering.id));
  const change = (part: Choice): void => void navigate({ search: { ...choice, ...part }, replace: true, resetScroll: false });
  if (firstMonth.error) return <ProblemNotice error={firstMonth.error} onRetry={firstMonth.retry} />;
  if (month === undefined) return <Skeleton className="h-96 rounded-card" />;

  const shown = slots.data && servedBy(slots.data, choice.staff ?? '');
  const days = shown && byDay(shown);
  const chosen = slots.data?.find((slot) => slotId(slot) === choice.slot);
  const day = choice.day?.startsWith(month) && days?.has(choice.day) ? choice.day : days?.keys().next().value;
  return (
    <>
      <section aria-labelledby="times" className="card grid gap-5 p-4 sm:p-6">
        <h2 id="times" className="text-xl font-semibold">
          {t.times.title}
        </h2>
        <SlotPicker {...{ offering, choice, month, day, days, chosen, onChange: change }} staff={staff.data ?? []} slots={slots} />
      </section>
      <Summary offering={offering} slot={chosen} gone={choice.slot !== undefined && slots.data !== undefined && !chosen} choice={choice} staff={staff.data ?? []} onChange={change} />
    </>
  );
}
