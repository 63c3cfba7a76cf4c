/** What went wrong with a request, what to do, and a button when doing it again can help. */
import { problemOf } from '../berth/problem.ts';
import { t } from '../strings.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

export function ProblemNotice({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => unknown }) {
  const { title, detail, retryable } = problemOf(error);
  const action =
    retryable && onRetry ? (
      <Button variant="secondary" onClick={() => void onRetry()}>
        {t.app.retry}
      </Button>
    ) : undefined;
  return (
    <Notice tone="bad" title={title} action={action}>
      {detail}
    </Notice>
  );
}
