/** Advice, private classes and visits of the studio in New York. */
import { item, OfferingKind, PaymentMode, type Family } from '../model.ts';

const studio = 'Linden Wellness, 214 Linden Street, 2nd floor, Brooklyn, NY 11221';

const counsel: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Nutrition and coaching',
  place: studio,
  minutes: 50,
  tags: ['consultation', 'advice'],
  notes: [
    'Also by video, when the train or the child has other plans.',
    'What you say stays in the room.',
    'You get one page of notes and two things to do, not a binder.',
    'Follow-ups within six weeks cost a third less.',
  ],
  items: [
    item('Nutrition consultation', 15_500, 'How you eat, when, with whom, and what could be easier.', 'With a registered dietitian who has never forbidden anyone bread.'),
    item('Sports nutrition plan', 17_500, 'Fuel for a marathon, a ballet season or a new sport at fifty.', 'We test it on one long training day before we call it a plan.', { tags: ['sports'] }),
    item('Gut health consultation', 16_500, 'Sort out what is irritated and what is merely blamed.', 'An elimination diet only when it is needed, and always with an end date.'),
    item('Kitchen reset, on video', 9_500, 'Show us your fridge, and we cook three dinners from it.', 'You keep the recipes and the freezer list.', { place: 'Video call', tags: ['online'] }),
    item('Sleep coaching', 14_500, 'A method that works better than pills, told in plain English.', 'Four meetings, a diary and the courage to get up at the same time.'),
    item('Stress and burnout conversation', 14_500, 'Fifty minutes with a coach who used to work on Wall Street.', 'You leave with one decision, made by you.'),
    item('Quit smoking, first meeting', 12_500, 'Date, plan and what to do with your hands.', 'Combined with acupuncture when you like.'),
    item('Menopause consultation', 17_500, 'What is going on, what helps, what is only expensive.', 'With a nurse practitioner who can order the tests that make sense.'),
    item('Breathwork, one to one', 11_500, 'Slow your heart in six breaths, and know why it works.', 'Not the shouting kind.'),
    item('Guided meditation for beginners', 9_500, 'Sit, notice, wander off, come back.', 'We find a length that you will really do, even if that is three minutes.', { minutes: 40 }),
    item('Ayurvedic lifestyle consultation', 14_500, 'Your constitution, your season, your breakfast.', 'Practical, affordable and without gold foil.'),
    item('First visit: where to begin', 0, 'Twenty minutes to tell us what is wrong and hear who can help.', 'It costs nothing, and the answer may well be somebody else.', { minutes: 20, tags: ['free'] }),
  ],
};

const movement: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Private movement lessons',
  place: 'Studio B, 214 Linden Street, Brooklyn, NY 11221',
  minutes: 55,
  tags: ['private lesson', 'movement'],
  notes: [
    'Mats, props and grip socks are here.',
    'Bring a friend for half the price.',
    'Lessons are planned around your body and written down from week to week.',
    'A package of ten can be bought at the desk.',
  ],
  items: [
    item('Private yoga lesson', 11_500, 'Your shape, your pace, your questions.', 'For people who never go to class and people who want to go on from it.', { tags: ['yoga'] }),
    item('Private Pilates on the reformer', 12_500, 'Springs that help you up and slow you down.', 'Three lessons in, your back will have an opinion about it.', { tags: ['pilates'] }),
    item('Tower and chair Pilates', 12_500, 'The equipment for those who have tamed the reformer.', 'Short, precise, surprisingly sweaty.', { tags: ['pilates'] }),
    item('Prenatal yoga, one to one', 11_500, 'What to do each trimester and what to leave alone.', 'With a birth doula who has heard every question.', { tags: ['yoga', 'pregnancy'] }),
    item('Strength after sixty', 10_500, 'Get off the floor without using your hands.', 'Kettlebells from four pounds upwards and a lot of laughing.', { tags: ['strength'] }),
    item('Personal training', 12_000, 'Lift, carry, push, rest.', 'Your trainer reads your therapist’s notes when you see both of us.', { tags: ['strength'] }),
    item('Alexander technique lesson', 11_000, 'Do less in order to stand taller.', 'Musicians and dentists come back for years.'),
    item('Feldenkrais lesson', 11_000, 'Small movements on a table that change the large ones.', 'Nothing hurts, nothing is stretched, and you walk out differently.'),
    item('Mobility check-up', 7_500, 'Twelve movements, twelve numbers, one plan.', 'Do it again in three months and see which numbers moved.', { minutes: 40 }),
  ],
};

const visits: Family = {
  kind: OfferingKind.SERVICE,
  category: 'Visits and packages',
  place: 'At your home or office in Brooklyn and Manhattan',
  minutes: 120,
  holdMinutes: 480,
  freeCancellationHours: 72,
  tags: ['visit', 'package'],
  notes: [
    'Travel inside the five boroughs below 96th Street is part of the price.',
    'We bring everything and take it away again.',
    'A certificate of insurance for your building is sent the day before.',
    'Tell us about stairs, pets and parking in the note.',
  ],
  items: [
    item('Massage at home', 22_500, 'The table comes to you, and your sofa is six steps away.', 'Allow half an hour more for setting up and taking down.'),
    item('Massage at home for two', 39_500, 'One after the other, or side by side with two therapists.', 'Good for new parents, who take turns with the baby.', { minutes: 180 }),
    item('Office chair massage, half a day', 58_000, 'Fifteen minutes a person for sixteen people.', 'We bring the sign-up sheet, and nobody has to undress.', { minutes: 240, tags: ['office'] }),
    item('Team yoga at your office', 32_500, 'Fifty minutes between two meetings, in work clothes.', 'Desks pushed aside, no mats needed, no chanting.', { minutes: 60, tags: ['office', 'yoga'] }),
    item('Ergonomics walk-through', 45_000, 'We look at twelve desks and write one useful page.', 'Most of the changes cost nothing.', { minutes: 180, tags: ['office'] }),
    item('Bridal morning package', 89_500, 'Four people: massage, facials, breakfast and calm.', 'We come to the house or the hotel and leave before the photographer arrives.', { minutes: 240, tags: ['wedding'] }),
    item('New parent care package', 29_500, 'Home visit with postpartum massage and pelvic floor advice.', 'In the first six weeks, at the hour that suits the baby.', { tags: ['pregnancy'] }),
    item('Post-surgery home visit', 26_500, 'Lymphatic drainage and scar care where you are.', 'We talk to your surgeon’s office first.', { minutes: 90, tags: ['clinical'] }),
  ],
};

const recovery: Family = {
  kind: OfferingKind.SERVICE,
  category: 'Recovery and retreats',
  place: studio,
  minutes: 60,
  holdMinutes: 240,
  tags: ['recovery'],
  notes: [
    'Robes, towels and slippers are in your locker.',
    'The lounge is yours for half an hour afterwards.',
    'A host shows you everything on your first visit.',
    'Please leave telephones in the locker, for your sake and ours.',
  ],
  items: [
    item('Half-day retreat for one', 34_500, 'Massage, facial, lunch and nobody who needs you.', 'A locker takes your phone and does not give it back until four.', { minutes: 240 }),
    item('Half-day retreat for two', 65_000, 'The same for two, together or apart.', 'Mothers and daughters book it most, best friends second.', { minutes: 240, tags: ['couples'] }),
    item('Marathon eve taping', 6_500, 'Knees, arches and one good word.', 'At the studio on the Saturday, no appointment too short.', { minutes: 30, pay: PaymentMode.AT_DESK, tags: ['sports'] }),
    item('Infrared sauna session', 5_500, 'Forty minutes of dry heat for one or two.', 'Towels, water and a cold shower with a view of the elevated train.', { minutes: 60, pay: PaymentMode.AT_DESK }),
    item('Float tank', 9_500, 'An hour in body-warm salt water and complete silence.', 'You may leave the light on and the lid open.', { minutes: 90, tags: ['relaxation'] }),
    item('Compression boots and cold plunge', 4_500, 'Twenty minutes of squeeze, two minutes of truth.', 'The plunge is kept at fifty degrees Fahrenheit and is entirely up to you.', { minutes: 45, pay: PaymentMode.AT_DESK, tags: ['sports'] }),
  ],
};

export const COUNSEL: readonly Family[] = [counsel, movement, visits, recovery];
