/** Stands where something will be, in its size, so that nothing jumps when it comes. */
import { t } from '../strings.ts';

export const Skeleton = ({ className }: { readonly className: string }) => <div aria-hidden className={`animate-shimmer rounded-control bg-raised ${className}`} />;

/** Skeletons of one shape, with one word for screen readers. */
export function Skeletons({ count, className, label = t.app.loading }: { readonly count: number; readonly className: string; readonly label?: string }) {
  return (
    <>
      <p role="status" className="sr-only">
        {label}
      </p>
      {Array.from({ length: count }, (_, index) => (
        <Skeleton key={index} className={className} />
      ))}
    </>
  );
}
