/** How much time has passed along the axis. */
import { microsText } from '../../format/duration.ts';
import type { Axis } from './axis.ts';

export const AxisHeader = ({ axis }: { readonly axis: Axis }) => (
  <div aria-hidden className="relative ml-3 mr-3 h-8 border-b border-line text-xs text-quiet md:ml-[calc(40%+0.5rem)]">
    {axis.ticks.map(({ at, ms }, index) => (
      <span key={at} className={`absolute top-2 whitespace-nowrap tabular-nums ${index % 2 === 1 ? 'max-sm:hidden' : ''}`} style={{ left: `${at * 100}%`, transform: `translateX(-${at * 100}%)` }}>
        {microsText(ms * 1000)}
      </span>
    ))}
  </div>
);
