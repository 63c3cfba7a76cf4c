/** What the studio in New York sells. */
import { item, OfferingKind, priced, sizes, type Family } from '../model.ts';

const base = { kind: OfferingKind.PRODUCT, place: '', minutes: 0 } as const;

const skin: Family = {
  ...base,
  category: 'Skin and body care',
  tags: ['skin care', 'natural'],
  notes: [
    'Made in small batches in Red Hook, with the date on the bottom.',
    'Bring the empty bottle back for a dollar off.',
    'Free of synthetic fragrance and tested on our own therapists.',
  ],
  items: [
    item('Linden blossom cleanser', 2_800, 'Takes off the day and leaves the skin alone.', 'A milky gel for every kind of skin, even the offended kind.', { brand: 'Red Hook Apothecary', variants: priced('SK-CLN', { '4 oz': 2_800, '8 oz': 4_600 }) }),
    item('Oat and honey mask', 3_400, 'The mask from our signature facial, in a jar.', 'Mix a spoonful with water and wait for ten minutes.', { brand: 'Red Hook Apothecary', variants: sizes('SK-OAT', '3 oz') }),
    item('Squalane face oil', 4_200, 'Five drops, warm hands, done.', 'Made from olives, light enough for the morning.', { brand: 'Red Hook Apothecary', variants: priced('SK-SQU', { '1 oz': 4_200, '2 oz': 6_800 }) }),
    item('Mineral sunscreen SPF 40', 3_600, 'A sunscreen that people really wear.', 'Three tints, because zinc is white and you may not be.', { brand: 'Daylight Lab', variants: sizes('SK-SUN', 'Light', 'Medium', 'Deep') }),
    item('Ceramide night cream', 4_800, 'For faces that steam heat has been at.', 'Rich, plain and gone in a minute.', { brand: 'Daylight Lab', variants: sizes('SK-CER', '1.7 oz') }),
    item('Arnica muscle balm', 2_400, 'What our massage therapists use on themselves.', 'Arnica, ginger and enough menthol to notice.', { brand: 'Red Hook Apothecary', variants: priced('SK-ARN', { '1 oz': 1_400, '3 oz': 2_400 }) }),
    item('Massage oil, unscented', 2_600, 'Jojoba and grapeseed, the blend from the treatment rooms.', 'It washes out of sheets, which is the point.', { brand: 'Red Hook Apothecary', variants: priced('SK-OIL', { '8 oz': 2_600, '32 oz': 7_200 }) }),
    item('Magnesium bath salt', 2_200, 'Twenty minutes, lights off.', 'Flakes with lavender from the Hudson Valley, or with nothing at all.', { brand: 'Red Hook Apothecary', variants: sizes('SK-MAG', 'Lavender', 'Unscented') }),
    item('Jade gua sha stone', 3_200, 'Cool, smooth and shaped for a jaw.', 'A card shows the six strokes in the right order.', {
        variants: sizes('SK-GUA', 'Jade', 'Rose quartz'),
        notes: ['Cut from one piece, so no two have the same grain.', 'Our facialists show you how to hold it.', 'It comes in a linen pouch.'],
      }),
    item('Lip repair stick', 1_200, 'For February and for mountain air.', 'Beeswax, lanolin and nothing sweet.', { brand: 'Red Hook Apothecary', variants: sizes('SK-LIP', 'Plain', 'Tinted') }),
  ],
};

const practice: Family = {
  ...base,
  category: 'Yoga and movement gear',
  tags: ['yoga', 'equipment'],
  notes: [
    'Use it in class first: everything here is also on our shelves.',
    'It can be picked up at the front desk within the hour.',
    'Return it within sixty days, sweaty or not.',
  ],
  items: [
    item('Everyday yoga mat', 7_800, 'Natural rubber that grips when your hands do not.', 'Four and a half millimetres thick and heavy enough to lie flat.', { brand: 'Fieldmat', variants: sizes('YG-MAT', 'Slate', 'Moss', 'Clay', 'Ink') }),
    item('Travel yoga mat', 5_400, 'Folds to the size of a newspaper.', 'Thin, washable and fine on hotel carpet.', { brand: 'Fieldmat', variants: sizes('YG-TRV', 'Slate', 'Moss') }),
    item('Cork block, pair', 3_800, 'Two blocks that do not slip and do not squeak.', 'Rounded edges for backs, firm sides for hands.', { brand: 'Fieldmat', variants: sizes('YG-BLK', 'Standard', 'Slim') }),
    item('Buckwheat bolster', 6_900, 'Heavy, quiet and the shape of a good idea.', 'The cover comes off, and the hulls are grown upstate.', { brand: 'Fieldmat', variants: sizes('YG-BOL', 'Round', 'Rectangular') }),
    item('Meditation cushion', 5_900, 'Raises your hips until your knees give up.', 'Filled so that you can take some out.', { brand: 'Fieldmat', variants: sizes('YG-CUS', 'Slate', 'Clay') }),
    item('Cotton strap with ring', 1_400, 'Eight feet of help.', 'A metal ring that holds and lets go when you want.', { brand: 'Fieldmat', variants: sizes('YG-STR', 'Natural', 'Ink') }),
    item('Massage ball set', 2_400, 'Three balls, three firmnesses, one cotton bag.', 'For feet, hips and the place between your shoulder blades.', { variants: sizes('YG-BAL', 'Soft', 'Firm') }),
    item('Foam roller', 3_600, 'Firm enough to matter, hollow enough to carry.', 'Eighteen inches, with a sleeve for your water bottle.', { variants: sizes('YG-ROL', 'Smooth', 'Ridged') }),
    item('Resistance loops, set of four', 2_800, 'What your physical therapist sends you home with.', 'Fabric, so they do not roll up or pinch.', { variants: sizes('YG-LOP', 'Light', 'Strong') }),
    item('Grip socks', 1_800, 'Five toes or one, with dots that stay on.', 'Knitted in North Carolina, washed a hundred times in Brooklyn.', { variants: sizes('YG-SOX', 'S', 'M', 'L') }),
    item('Cast iron kettlebell', 4_500, 'One piece, flat base, no paint to peel.', 'Priced by weight, delivered to your door in Brooklyn.', { variants: priced('YG-KET', { '10 lb': 2_900, '18 lb': 4_500, '26 lb': 6_200, '35 lb': 7_900 }) }),
  ],
};

const calm: Family = {
  ...base,
  category: 'Tea, books and gifts',
  tags: ['gift', 'home'],
  notes: [
    'Wrapped in tissue and a linden leaf on request.',
    'We send it anywhere in the country with a handwritten card.',
    'Chosen by the people at the front desk, who own most of it.',
  ],
  items: [
    item('Waiting room tea', 1_600, 'The blend that everybody asks about.', 'Linden, lemon verbena and a little liquorice.', { brand: 'Kettle & Moss', variants: priced('TE-WAI', { 'Pouch, 20 cups': 1_600, 'Tin, 60 cups': 3_400 }) }),
    item('Sleep tea', 1_600, 'Valerian for the brave, passionflower for the rest.', 'Steep it covered, drink it early.', { brand: 'Kettle & Moss', variants: sizes('TE-SLP', 'Pouch', 'Tin') }),
    item('Ginger and turmeric tonic', 1_900, 'The syrup from our winter kitchen.', 'A spoonful in hot water, twice in soup.', { brand: 'Kettle & Moss', variants: sizes('TE-TON', '8 oz', '16 oz') }),
    item('Gift card', 10_000, 'Massage, classes or tea: they choose.', 'It never expires and fits into an envelope.', { variants: priced('GI-CRD', { '50 dollars': 5_000, '100 dollars': 10_000, '150 dollars': 15_000, '250 dollars': 25_000 }) }),
    item('Six quiet minutes: a book of pauses', 1_800, 'A hundred and twenty exercises for people in a hurry.', 'Written by our meditation teacher in queues and on subways.', { brand: 'Stoop Press', variants: sizes('BK-SIX', 'Paperback') }),
    item('The unhurried back', 2_200, 'Our physical therapists’ handbook for people who sit.', 'Eleven exercises, good drawings, no promises.', { brand: 'Stoop Press', variants: sizes('BK-BAK', 'Paperback', 'Hardback') }),
    item('Soy candle', 2_800, 'Cedar, fig or nothing at all.', 'Burns for forty-five hours, and the glass becomes a tumbler.', { brand: 'Red Hook Apothecary', variants: sizes('GI-CAN', 'Cedar', 'Fig', 'Unscented') }),
    item('Linen eye pillow', 2_400, 'Flax seed and lavender, a hand’s weight.', 'Warm it on the radiator or cool it in the freezer.', { variants: sizes('GI-EYE', 'Slate', 'Moss', 'Clay') }),
    item('Waffle robe', 8_800, 'The one from the treatment rooms.', 'Turkish cotton that dries by the evening.', { brand: 'Fieldmat', variants: sizes('GI-ROB', 'S/M', 'L/XL') }),
    item('New parent gift box', 7_200, 'Balm, tea, socks and a voucher for an hour alone.', 'Sent anywhere in the country with a handwritten card.', { variants: sizes('GI-NPB', 'With tea', 'With tonic') }),
  ],
};

export const SHELF: readonly Family[] = [skin, practice, calm];
