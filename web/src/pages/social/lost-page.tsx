/** Somebody came back from a provider to a tab that never left for it. */
import { Link } from '@tanstack/react-router';
import { buttonClass } from '../../components/button.tsx';
import { PageHeading } from '../../components/page-heading.tsx';
import { t } from '../../strings.ts';
import { Page } from '../root-layout.tsx';

export function LostPage() {
  return (
    <Page>
      <PageHeading>{t.social.lost}</PageHeading>
      <p className="mt-3 text-quiet">{t.social.lostHint}</p>
      <Link to="/" className={buttonClass('primary', 'mt-6')}>
        {t.app.toStart}
      </Link>
    </Page>
  );
}
