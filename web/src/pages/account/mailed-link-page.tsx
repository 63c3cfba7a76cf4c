/** What the pages that mails lead to have in common: one thing to do with a link that works once. */
import { berthError } from '@berth/sdk/browser';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useShop } from '../../shop/shop-context.tsx';
import { t } from '../../strings.ts';

interface MailedLinkPageProps {
  readonly title: string;
  /** Shown once it is done. */
  readonly done: { readonly title: string; readonly text: string } | undefined;
  readonly children: ReactNode;
}

export function MailedLinkPage({ title, done, children }: MailedLinkPageProps) {
  const { tenant } = useShop();
  return (
    <div className="mx-auto grid max-w-md gap-6">
      <PageHeading business={tenant.name}>{title}</PageHeading>
      {done ? (
        <div role="status">
          <Notice tone="good" title={done.title} action={<ToBookings />}>
            {done.text}
          </Notice>
        </div>
      ) : (
        children
      )}
    </div>
  );
}

function ToBookings() {
  const { slug } = useShop();
  return (
    <Link to="/t/$slug/bookings" params={{ slug }} className={buttonClass('primary')}>
      {t.account.toBookings}
    </Link>
  );
}

/** What is wrong, in words of the page when it is the link. */
export function LinkProblem({ error }: { readonly error: unknown }) {
  if (!error) return null;
  const { reason, violations } = berthError(error);
  if (reason === 'LINK_INVALID') return <BadLink />;
  return violations.length > 0 ? null : <ProblemNotice error={error} />;
}

export const BadLink = () => (
  <Notice tone="bad" title={t.account.badLink}>
    {t.account.badLinkHint}
  </Notice>
);
