/** With whom, when several serve an offering. */
import type { Staff } from '@berth/sdk/browser';
import { t } from '../../strings.ts';

interface StaffChoiceProps {
  readonly staff: readonly Staff[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

export const StaffChoice = ({ staff, chosen, onChoose }: StaffChoiceProps) => (
  <label className="grid max-w-80 gap-1.5 font-medium">
    {t.times.with}
    <select value={chosen} onChange={(event) => onChoose(event.target.value)} className="control font-normal">
      <option value="">{t.times.anyone}</option>
      {staff.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  </label>
);
