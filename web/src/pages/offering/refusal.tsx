/** Why a place could not be held, in the server's own words, and what to do next. */
import { berthError } from '@berth/sdk/browser';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { t } from '../../strings.ts';

const GONE = ['SLOT_TAKEN', 'SLOT_NOT_OFFERED', 'SLOT_IN_PAST'];

/** `gone`: the chosen time is not offered any more, whether or not someone tried to book it. */
export function Refusal({ error, gone }: { readonly error: unknown; readonly gone: boolean }) {
  const reason = error ? berthError(error).reason : '';
  if (GONE.includes(reason)) return <Alert title={t.checkout.takenTitle} detail={berthError(error).message} />;
  if (reason === 'PRICE_CHANGED') return <Alert title={t.checkout.priceTitle} detail={berthError(error).message} />;
  if (error && berthError(error).code !== 'UNAUTHENTICATED') return <ProblemNotice error={error} />;
  return gone ? <Alert title={t.checkout.takenTitle} detail={t.checkout.nothing} /> : null;
}

const Alert = ({ title, detail }: { readonly title: string; readonly detail: string }) => (
  <Notice tone="warn" title={title} announce>
    {detail}
  </Notice>
);
