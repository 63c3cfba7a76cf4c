/** The one heading of a page: names the browser's tab, and takes the focus after a navigation so that reading goes on here. */
import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '../strings.ts';

/** The page that the browser loaded starts at its own top. */
let arrived = false;

interface PageHeadingProps {
  readonly children: ReactNode;
  /** Plain text for the tab, when the heading is more than text. */
  readonly title?: string;
  readonly business?: string | undefined;
  readonly className?: string;
}

export function PageHeading({ children, title, business, className = 'text-2xl sm:text-3xl' }: PageHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const tab = t.app.title(title ?? String(children), business);
  useEffect(() => {
    document.title = tab;
  }, [tab]);
  useEffect(() => {
    const busy = document.activeElement instanceof HTMLInputElement;
    if (arrived && !busy) heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1} className={`font-semibold tracking-tight ${className}`}>
      {children}
    </h1>
  );
}
