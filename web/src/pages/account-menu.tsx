/** Own bookings, and who is signed in. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { berthOf } from '../berth/clients.ts';
import { meQuery } from '../berth/queries.ts';
import { useSignedIn } from '../berth/session.ts';
import { buttonClass, Button } from '../components/button.tsx';
import { t } from '../strings.ts';

export function AccountMenu({ slug }: { readonly slug: string }) {
  const userId = useSignedIn(slug);
  return (
    <nav aria-label={t.shop.nav} className="-mr-2 flex shrink-0 items-center sm:-mr-3">
      <Link to="/t/$slug/bookings" params={{ slug }} className={buttonClass('quiet')}>
        {userId === undefined ? t.shop.signIn : t.shop.myBookings}
      </Link>
      {userId !== undefined && <SignOut slug={slug} userId={userId} />}
    </nav>
  );
}

function SignOut({ slug, userId }: { readonly slug: string; readonly userId: string }) {
  const me = useQuery(meQuery(slug, userId));
  // The session here ends at once; that the server is told too may fail without a word, its token ends by itself.
  const leave = useMutation({ mutationFn: () => berthOf(slug).signOut() });
  const name = me.data?.user?.displayName;
  return (
    <Button variant="quiet" title={name && t.shop.signedInAs(name)} onClick={() => leave.mutate()}>
      {t.shop.signOut}
    </Button>
  );
}
