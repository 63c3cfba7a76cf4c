/** Pages that belong to someone: whoever is not signed in is asked to, right there. */
import type { ReactNode } from 'react';
import { PageHeading } from '../components/page-heading.tsx';
import { useShop } from '../shop/shop-context.tsx';
import { t } from '../strings.ts';
import { SignInPanel } from './sign-in/sign-in-panel.tsx';

interface RequireSessionProps {
  readonly title: string;
  readonly children: (userId: string) => ReactNode;
}

export function RequireSession({ title, children }: RequireSessionProps) {
  const { userId, tenant } = useShop();
  if (userId !== undefined) return children(userId);
  return (
    <div className="mx-auto grid max-w-md gap-6">
      <PageHeading business={tenant.name}>{title}</PageHeading>
      <SignInPanel title={t.sign.titlePlain} why={t.sign.whyBookings} />
    </div>
  );
}
