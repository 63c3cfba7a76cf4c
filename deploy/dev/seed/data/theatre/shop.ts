/** What the theatre in London sells over the counter. */
import { item, OfferingKind, priced, sizes, type Family } from '../model.ts';

const DESK = ['Chosen by the people who work with it every day.', 'It lies flat when it is open.', 'Sets for schools and reading groups cost a third less.'];

const base = { kind: OfferingKind.PRODUCT, place: '', minutes: 0 } as const;

const texts: Family = {
  ...base,
  category: 'Play texts',
  tags: ['book', 'script'],
  notes: [
    'Printed in the version that is spoken on our stage, cuts and all.',
    'Signed copies are at the box office while they last.',
    'Sets for reading groups cost a third less.',
  ],
  items: [
    item('Hamlet: the Lantern edition', 999, 'The two-and-a-half-hour text with the director’s notes.', 'What was cut stands in the back, with the reasons.', { brand: 'Lantern Press', variants: sizes('TX-HAM', 'Paperback', 'Large print') }),
    item('Salt House Road: the play', 1_099, 'Leigh Marchetti’s prize-winning text.', 'With an introduction about oysters, rent and dialogue.', { brand: 'Lantern Press', variants: sizes('TX-SHR', 'Paperback', 'Signed') }),
    item('The Night Bus Monologues: script', 899, 'Six speeches for six ages, free of rights for auditions.', 'Each is between three and seven minutes long.', { brand: 'Lantern Press', variants: sizes('TX-NBM', 'Paperback') }),
    item('A Doll’s House: new translation', 1_099, 'Blunt, quick and made for mouths.', 'The translator’s diary explains twelve words that nearly broke her.', { brand: 'Lantern Press', variants: sizes('TX-DOL', 'Paperback', 'Large print') }),
    item('Understudies: script', 999, 'Femi Harcourt’s backstage comedy for two actors and a tannoy.', 'Amateur companies ask about the rights on page three.', { brand: 'Lantern Press', variants: sizes('TX-UND', 'Paperback') }),
    item('Fifty monologues nobody is tired of', 1_499, 'Chosen by our audition coaches from nine hundred.', 'Sorted by length, age and how loud you have to be.', { brand: 'Lantern Press', variants: sizes('TX-MON', 'Paperback', 'Hardback'), notes: DESK }),
    item('The prompt book: a blank one', 1_699, 'Interleaved pages, a thumb index and a pencil that does not smudge.', 'Made for our own stage managers and now for yours.', { brand: 'Lantern Press', variants: sizes('TX-PRB', 'A4', 'A5'), notes: DESK }),
  ],
};

const prints: Family = {
  ...base,
  category: 'Posters and prints',
  tags: ['poster', 'art'],
  notes: [
    'Printed by hand in Deptford, so no two are quite alike.',
    'Sent in a strong tube within two days.',
    'Framing can be arranged at the box office.',
  ],
  items: [
    item('Hamlet season poster', 1_800, 'A test card with a skull in the middle of it.', 'Three colours on heavy cartridge paper.', { brand: 'Lantern Press', variants: priced('PO-HAM', { A3: 1_800, A2: 2_800, 'A2, framed': 8_500 }) }),
    item('The Tempest season poster', 1_800, 'Blue ink that runs a little, as it should.', 'Each sheet was splashed with Thames water before printing.', { brand: 'Lantern Press', variants: priced('PO-TEM', { A3: 1_800, A2: 2_800 }) }),
    item('Playhouses of Bankside, a map', 2_400, 'Every stage south of the river since 1576.', 'Drawn by Isla Thornbury after two years in the archives.', { brand: 'Lantern Press', variants: priced('PO-MAP', { Folded: 1_200, Flat: 2_400 }) }),
    item('Set of six costume drawings', 2_200, 'From the pen of our head of wardrobe.', 'Printed on postcards that are too good to send.', { brand: 'Lantern Press', variants: sizes('PO-COS', 'Comedies', 'Tragedies') }),
    item('Lantern Yard linocut', 3_500, 'The old lamp over the gate, in four blacks.', 'An edition of a hundred and fifty, numbered and signed.', { variants: sizes('PO-LIN', 'Unframed', 'Framed') }),
  ],
};

const counter: Family = {
  ...base,
  category: 'Theatre shop',
  tags: ['gift', 'souvenir'],
  notes: [
    'Every sale pays for tickets that we give to local schools.',
    'Collect it in the interval from the kiosk on the left.',
    'Exchange it within thirty days, with or without a good story.',
  ],
  items: [
    item('Gift voucher for two seats', 5_000, 'Good for anything on any stage of ours.', 'Valid for two years, and it comes in an envelope with a wax seal.', { variants: priced('SH-VOU', { '50 pounds': 5_000, '80 pounds': 8_000, '120 pounds': 12_000 }) }),
    item('Ghost light lamp', 6_800, 'The bulb that burns on an empty stage, for your bedside.', 'Black steel, dimmable, forty centimetres tall.', { brand: 'Yard Works', variants: sizes('SH-GHO', 'Black', 'Brass') }),
    item('Enamel pin: exit, pursued by a bear', 650, 'Shakespeare’s best stage direction on your lapel.', 'Hard enamel with two clutches, because bears pull.', { variants: sizes('SH-PIN', 'Gold', 'Silver') }),
    item('Opera glasses', 3_900, 'Three times closer to the tears.', 'Brass and lacquer, with a handle that folds away.', { brand: 'Yard Works', variants: sizes('SH-OPG', 'Black', 'Ivory') }),
    item('Stage blacks T-shirt', 2_200, 'Invisible since 1911.', 'Heavy organic cotton that stays black after fifty washes.', { brand: 'Yard Works', variants: sizes('SH-TEE', 'XS', 'S', 'M', 'L', 'XL', 'XXL') }),
    item('Tool belt for stagehands', 4_800, 'Canvas, eight pockets and a loop for gaffer tape.', 'Cut from old tabs of the Main House.', { brand: 'Yard Works', variants: sizes('SH-BLT', 'Small', 'Large') }),
    item('Paper theatre to build', 1_600, 'A proscenium, three sets and eleven actors on card.', 'With the script of a twelve-minute Tempest.', { brand: 'Lantern Press', variants: sizes('SH-PAP', 'Tempest', 'Snow Hare'), tags: ['children'] }),
    item('Interval tin', 1_450, 'Fudge, mints and a tiny bottle of something.', 'Wrapped in paper that does not rustle; we tested it.', { variants: sizes('SH-TIN', 'Sherry', 'Elderflower') }),
    item('Season notebook', 1_100, 'Last season’s posters, bound into covers.', 'A hundred and twenty unlined pages for your own reviews.', { brand: 'Lantern Press', variants: sizes('SH-NBK', 'Comedies', 'Tragedies', 'Histories') }),
    item('Silk scarf: the safety curtain', 5_400, 'The painted iron of 1911, seventy centimetres square.', 'Hemmed by hand in our wardrobe between two shows.', { brand: 'Yard Works', variants: sizes('SH-SCF', 'Crimson', 'Green') }),
    item('Umbrella for Bankside', 3_200, 'Opens like a curtain, closes without a fight.', 'Fibreglass ribs, and on the inside a starry gallery ceiling.', { brand: 'Yard Works', variants: sizes('SH-UMB', 'Folding', 'Walking') }),
    item('Puppet kit: newspaper bird', 1_900, 'Sheets, tape, wire and clear instructions.', 'From the hands that made The Snow Hare, for hands from eight years.', { variants: sizes('SH-PUP', 'Heron', 'Crow'), tags: ['children', 'craft'] }),
  ],
};

export const SHOP: readonly Family[] = [texts, prints, counter];
