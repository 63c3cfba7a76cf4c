/** What has happened to a booking in all services, as it happens; only new steps are read out. */
import type { Booking, TimelineStep } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Link } from '@tanstack/react-router';
import type { Watch } from '../../booking/use-watch.ts';
import { Icon } from '../../components/icon.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { instantWithSeconds, timeWithSeconds } from '../../format/when.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { stepName, t } from '../../strings.ts';

export function Journey({ booking, watch }: { readonly booking: Booking; readonly watch: Watch }) {
  const { slug } = useShop();
  const { steps, live, error } = watch;
  const last = steps.at(-1);
  return (
    <section aria-labelledby="journey" className="card grid gap-4 p-4 sm:p-6">
      <div className="flex items-center justify-between gap-4">
        <h2 id="journey" className="text-xl font-semibold">
          {t.booking.journey}
        </h2>
        {live && (
          <span className="flex items-center gap-2 text-sm text-quiet">
            <span aria-hidden className="size-2 animate-shimmer rounded-full bg-good" />
            {t.booking.live}
          </span>
        )}
      </div>
      <p role="status" className="sr-only">
        {last && stepName(last.name)}
      </p>
      {steps.length === 0 && <p className="min-h-12 text-quiet">{t.booking.journeyEmpty}</p>}
      <ol className="grid gap-0">
        {steps.map((step, index) => (
          <Step key={String(step.sequence)} step={step} isLast={index === steps.length - 1} />
        ))}
      </ol>
      {error !== undefined && <ProblemNotice error={error} />}
      {booking.traceId !== '' && (
        <Link to="/t/$slug/bookings/$bookingId/trace" params={{ slug, bookingId: booking.id }} className="link justify-self-start py-1.5">
          {t.booking.trace}
        </Link>
      )}
    </section>
  );
}

/** Details that only repeat the step's name, or say an instant the page shows better. */
const PLAIN = new Set(['booking.created', 'booking.confirmed', 'payment.created', 'payment.authorized', 'booking.claimed']);

function detailOf({ name, detail, failed }: TimelineStep): string {
  if (!failed && PLAIN.has(name)) return '';
  const title = `${stepName(name)}: `;
  return detail.startsWith(title) ? detail.slice(title.length) : detail;
}

function Step({ step, isLast }: { readonly step: TimelineStep; readonly isLast: boolean }) {
  const { name, service, time, failed } = step;
  const detail = detailOf(step);
  const at = time && timestampDate(time);
  const tone = failed ? 'border-bad text-bad' : 'border-good text-good';
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3">
      <span aria-hidden className="flex flex-col items-center">
        <span className={`grid size-7 shrink-0 place-items-center rounded-full border-2 bg-surface ${tone}`}>
          <Icon name={failed ? 'close' : 'check'} className="size-4" />
        </span>
        {!isLast && <span className="w-0.5 grow bg-line" />}
      </span>
      <div className="min-w-0 pb-4">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{stepName(name)}</span>
          <span className="text-sm text-quiet">
            {service}
            {at && (
              <>
                {' · '}
                <time dateTime={at.toISOString()} title={instantWithSeconds(at)}>
                  {timeWithSeconds(at)}
                </time>
              </>
            )}
          </span>
        </p>
        {detail !== '' && <p className={failed ? 'text-bad' : 'text-quiet'}>{detail}</p>}
      </div>
    </li>
  );
}
