/** The choice so far, what it costs, and the last step: sign in if need be, then hold the place. */
import { berthError, type Offering, PaymentMode, type Slot, type Staff } from '@berth/sdk/browser';
import { useState } from 'react';
import { useDraft } from '../../booking/draft.ts';
import { useBook } from '../../booking/use-book.ts';
import { Button } from '../../components/button.tsx';
import { isFree } from '../../format/price.ts';
import { type Bought, linesOf, sumOf } from '../../shop/lines.ts';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';
import { SignInPanel } from '../sign-in/sign-in-panel.tsx';
import { type Choice, placesOf } from './choice.ts';
import { ChosenTime } from './chosen-time.tsx';
import { Consent, Note, Places, Total } from './summary-fields.tsx';
import { Refusal } from './refusal.tsx';

interface SummaryProps {
  readonly offering: Offering;
  /** What was chosen, also when it was taken meanwhile. */
  readonly slot: Slot | undefined;
  /** A time was chosen that is not offered any more. */
  readonly gone: boolean;
  readonly choice: Choice;
  readonly bought: Bought;
  readonly staff: readonly Staff[];
  readonly onChange: (part: Choice) => void;
}

export function Summary({ offering, slot: wanted, gone: wasTaken, choice, bought, staff, onChange }: SummaryProps) {
  const { slug, userId } = useShop();
  const { draft, change, drop } = useDraft(slug, offering.id);
  const book = useBook(slug, drop);
  const [signingIn, setSigningIn] = useState(false);
  const busy = book.isPending || book.isSuccess;
  // What is being booked here is free for nobody else: the page hears of that before it has its answer.
  const gone = wasTaken && !busy;
  const askToSignIn = (userId === undefined && signingIn) || (book.error && berthError(book.error).code === 'UNAUTHENTICATED');
  // Whoever is signing in keeps what they have typed.
  const slot = gone && !askToSignIn ? undefined : busy ? book.variables.slot : wanted;
  const places = placesOf(choice, slot?.placesLeft ?? 1);
  const lines = linesOf({ title: offering.title, price: slot?.unitPrice ?? offering.price }, bought, places);
  const free = isFree(sumOf(lines));
  const submit = (): void => {
    if (slot && !gone) book.mutate({ offering, slot, staffId: choice.staff ?? '', places, bought, draft });
  };
  return (
    <section aria-labelledby="summary" className="card grid gap-5 p-4 sm:p-6 lg:sticky lg:top-6 lg:col-start-2 lg:row-span-2 lg:row-start-1">
      <h2 id="summary" className="text-xl font-semibold">
        {t.checkout.title}
      </h2>
      <Refusal error={book.error} gone={gone} />
      {!slot && !gone && <p className="text-quiet">{t.checkout.nothing}</p>}
      {slot && (
        <>
          <ChosenTime offering={offering} slot={slot} staffName={staff.find(({ id }) => id === choice.staff)?.name} />
          {slot.capacity > 1 && <Places places={places} most={slot.placesLeft} onChange={(next) => onChange({ places: String(next) })} />}
          <Note value={draft.note} onChange={(note) => change({ note })} />
          <Consent checked={draft.consent} onChange={(consent) => change({ consent })} />
          <Total lines={lines} />
          {askToSignIn ? (
            <SignInPanel title={t.sign.title} why={t.sign.why} go onDone={submit} />
          ) : (
            <Button busy={busy && t.checkout.working} onClick={userId === undefined ? () => setSigningIn(true) : submit}>
              {userId === undefined ? t.checkout.toSignIn : actionLabel(offering, free)}
            </Button>
          )}
          {!free && offering.paymentMode === PaymentMode.ONLINE && <p className="-mt-2 text-sm text-quiet">{t.checkout.held(offering.holdMinutes || 15)}</p>}
        </>
      )}
    </section>
  );
}

function actionLabel({ paymentMode }: Offering, free: boolean): string {
  if (free) return t.checkout.toBook;
  return paymentMode === PaymentMode.AT_DESK ? t.checkout.toPayAtDesk : t.checkout.toPay;
}
