/** Coaching, hire and making at the theatre in London. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const coaching: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Coaching',
  place: 'Practice room, Lantern Yard, London SE1',
  minutes: 60,
  freeCancellationHours: 48,
  tags: ['one to one', 'coach'],
  notes: [
    'Your coach works on our stages and knows what panels and directors listen for.',
    'A recording of the session is yours to keep.',
    'It can be held online as well; say so in the note.',
    'Students and union members pay a fifth less at the desk.',
  ],
  items: [
    item('Audition coaching: classical speech', 6_500, 'Find a speech that fits you and make it sound found.', 'Bring two that you know; we keep one and change the other.'),
    item('Audition coaching: contemporary', 6_500, 'Two minutes that are not another one about a break-up.', 'Our library has nine hundred monologues that panels have not heard this week.'),
    item('Drama school preparation, six pages in', 8_500, 'A long session for the recall round.', 'Speech, song and the interview, with the questions that they really ask.', { minutes: 90 }),
    item('Self-tape recording with a reader', 7_500, 'Light, sound, an actor to read with and the file within the hour.', 'We cut up to three takes and send them in the format your agent wants.'),
    item('Voice lesson', 5_800, 'Breath, range and stamina for people who talk for a living.', 'Teachers, barristers and auctioneers are as welcome as actors.'),
    item('Singing lesson for actors', 5_800, 'Act the song, and the notes will follow.', 'Our accompanist transposes on sight, so nothing has to be too high.'),
    item('Accent and dialect coaching', 6_800, 'From general American to Geordie, by ear and by muscle.', 'You get a sound map of the accent and a practice track of your own text.'),
    item('Public speaking rehearsal', 9_000, 'Your speech, on our stage, with someone in the last row.', 'We time it, cut it and work on the first thirty seconds until they are yours.', { tags: ['professional'] }),
    item('Wedding speech rescue', 7_000, 'Four minutes, two laughs, one tear.', 'Bring what you have, even if that is an anecdote that cannot be told.', { tags: ['professional'] }),
    item('Script consultation', 8_000, 'A dramaturg has read your play twice and has questions.', 'Send up to ninety pages a week ahead; a written page of notes follows the talk.', { minutes: 75, tags: ['writing'] }),
    item('Movement for the camera-shy', 5_800, 'What to do with your hands, at last.', 'Gentle work from Laban and Alexander technique, and nobody has to be a tree.'),
    item('Career surgery', 3_500, 'Agents, headshots, showreels and rent.', 'Half an hour with a casting director who answers what you ask.', { minutes: 30, pay: PaymentMode.AT_DESK }),
    item('Young actors’ first lesson', 4_500, 'From eight to sixteen, with games first and text later.', 'A parent may sit in for the first lesson and not for the second.', { minutes: 45, tags: ['youth'] }),
  ],
};

const hire: Family = {
  kind: OfferingKind.SERVICE,
  category: 'Hire and making',
  place: 'Wardrobe and workshop, Lantern Yard, London SE1',
  minutes: 60,
  pay: PaymentMode.AT_DESK,
  tags: ['hire', 'workshop'],
  notes: [
    'The time you book is with the person who makes or fits it.',
    'Schools and amateur companies get a quarter off.',
    'We deliver inside the M25 for the cost of the van.',
    'A deposit is taken at the desk and returned with the goods.',
  ],
  items: [
    item('Costume fitting and hire, one person', 6_500, 'Anything from a toga to a spacesuit for a week, fitted on you.', 'Alterations that can be undone are part of the price.'),
    item('Period gown hire with corset', 9_500, 'Regency to Edwardian, laced properly.', 'A dresser shows you how to sit, eat and breathe in it.', { minutes: 90 }),
    item('Group costume planning', 12_000, 'Dress a school play or a whole office in ninety minutes.', 'Bring a list of sizes and somebody who can decide.', { minutes: 90 }),
    item('Wig fitting and dressing', 8_500, 'Human hair, lace front, dressed for your face.', 'Hire is for one week, and we wash and reset it afterwards.', { minutes: 75 }),
    item('Prop making consultation', 4_500, 'Talk through what it must do: break, bleed, fly or taste nice.', 'You get a drawing and a fixed price within two days.', { minutes: 45 }),
    item('Set advice for small budgets', 6_000, 'What to build, what to borrow and what to leave to the light.', 'Our designer has furnished Elsinore for ninety pounds.'),
    item('Mask casting', 11_000, 'A plaster cast of your face and a neutral mask that fits it.', 'You breathe through straws for twelve minutes, and most people fall asleep.', { minutes: 120 }),
    item('Sewing help by the hour', 4_800, 'Bring the costume that you started.', 'Industrial machines, a cutting table and somebody who knows how sleeves go in.'),
  ],
};

const rooms: Family = {
  kind: OfferingKind.SERVICE,
  category: 'Rooms and recording',
  place: 'Lantern Yard, London SE1',
  minutes: 60,
  holdMinutes: 720,
  tags: ['room', 'hire'],
  notes: [
    'Step-free from the street, with a lift that takes a grand piano.',
    'The stage door keeper lets you in and finds what is missing.',
    'Schools and charities pay half before two in the afternoon.',
    'Wireless, chargers and biscuits are part of the price.',
  ],
  items: [
    item('Rehearsal room, half a day', 9_500, 'Sprung floor, mirrors, piano and a kettle.', 'Ten by twelve metres, marked out on request.', { minutes: 240, place: 'Rehearsal Room 2, Lantern Yard, London SE1' }),
    item('Read-through table, three hours', 5_500, 'A long table, good light and twenty chairs.', 'Tea and photocopies are included; both run out at about the same time.', { minutes: 180, place: 'The Library, Lantern Yard, London SE1' }),
    item('Studio recording hour', 7_000, 'A dry voice booth with an engineer.', 'Audiobooks, demos and voicemail greetings of distinction.', { place: 'Sound booth, Lantern Yard, London SE1', tags: ['recording'] }),
    item('Headshots in the dressing room', 18_500, 'Two looks, natural light and bulbs around the mirror.', 'Forty pictures to choose from the next day and four retouched.', { minutes: 90, tags: ['photography'] }),
  ],
};

export const SERVICES: readonly Family[] = [coaching, hire, rooms];
