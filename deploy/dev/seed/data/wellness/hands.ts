/** Hands and feet at the studio in New York. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const hands: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Hands and feet',
  place: 'Linden Wellness, 214 Linden Street, 2nd floor, Brooklyn, NY 11221',
  minutes: 45,
  pay: PaymentMode.AT_DESK,
  freeCancellationHours: 12,
  tags: ['manicure', 'nails'],
  notes: [
    'Tools come out of the steriliser in front of you, and files are used once.',
    'The room is ventilated, so you smell tea rather than solvent.',
    'Chipped within five days? Come back, and we fix it for nothing.',
    'Colours are free of the ten ingredients that nobody should breathe.',
  ],
  addOns: [{ name: 'Gel polish', price: 2_000, minutes: 15 }, { name: 'Paraffin wrap', price: 1_500 }],
  items: [
    item('Linden manicure', 4_200, 'Shape, soak, cuticles, massage, polish.', 'A good half hour for your hands and ten quiet minutes to dry.'),
    item('Gel manicure', 5_800, 'Two weeks of shine, cured and dry when you leave.', 'Taken off properly when the time has come, never peeled.', { minutes: 60, addOns: [] }),
    item('Bare nail care', 3_600, 'No colour at all, just very good nails.', 'Buffed to a soft shine with oil from our own shelf.', { minutes: 30 }),
    item('Pedicure', 6_500, 'A warm soak, careful work and colour on ten toes.', 'Bring sandals in winter too, or borrow ours.', { minutes: 60 }),
    item('Medical foot care', 8_500, 'Thick, ingrown or simply neglected: no judgement.', 'Given by a licensed podiatric assistant with fresh blades.', { minutes: 60, tags: ['clinical'], addOns: [] }),
    item('Runner’s pedicure', 7_000, 'Keep the calluses you need, lose the ones you do not.', 'Black toenails are welcome and will be treated with respect.', { minutes: 60, tags: ['running'] }),
    item('Hand treatment for gardeners and potters', 5_200, 'For hands that work with earth.', 'Scrub, mask, warm gloves and a balm to take home.'),
    item('Nail repair', 2_000, 'One broken nail, twenty minutes, invisible.', 'Silk wrap or gel, whichever suits what you do all day.', { minutes: 30, addOns: [] }),
    item('Manicure for two', 8_000, 'Side by side at the long table.', 'Mothers and daughters, friends, and once two brides.', { minutes: 60, tags: ['couples'] }),
    item('Hot oil hand ritual', 4_800, 'Warm jojoba, slow massage and a cotton wrap.', 'For dry skin, stiff fingers and people who type.', { addOns: [] }),
  ],
};

export const HANDS: readonly Family[] = [hands];
