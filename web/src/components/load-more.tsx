/** The button below a list that goes on; a failure stands beside it and the list stays. */
import { t } from '../strings.ts';
import { Button } from './button.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface LoadMoreProps {
  readonly query: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly isFetchNextPageError: boolean;
    readonly error: unknown;
    fetchNextPage(): Promise<unknown>;
  };
}

export function LoadMore({ query }: LoadMoreProps) {
  if (query.isFetchNextPageError) return <ProblemNotice error={query.error} onRetry={() => query.fetchNextPage()} />;
  if (!query.hasNextPage) return null;
  return (
    <div className="flex justify-center">
      <Button variant="secondary" busy={query.isFetchingNextPage && t.app.loadingMore} onClick={() => void query.fetchNextPage()}>
        {t.app.more}
      </Button>
    </div>
  );
}
