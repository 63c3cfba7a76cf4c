/** Massage, skin and movement therapy of the studio in New York. */
import { item, OfferingKind, type Family } from '../model.ts';

const studio = 'Linden Wellness, 214 Linden Street, 2nd floor, Brooklyn, NY 11221';

const massage: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Massage',
  place: studio,
  minutes: 60,
  tags: ['massage', 'relaxation', 'gift'],
  notes: [
    'Every therapist is licensed by the State of New York and has at least five years of practice.',
    'You choose the pressure, the music and whether there is any talking.',
    'Arrive ten minutes early for tea and a short health questionnaire.',
    'The room is warm, and the linen is washed without fragrance.',
  ],
  addOns: [{ name: 'Hot stones', price: 2_000 }, { name: 'Fifteen minutes of scalp massage', price: 3_000, minutes: 15 }, { name: 'CBD balm', price: 1_500 }],
  items: [
    item('Swedish massage', 12_500, 'Long, even strokes that slow everything down.', 'The classic for a first visit and for anybody who sleeps badly.'),
    item('Swedish massage, ninety minutes', 17_500, 'Enough time for both shoulders and the whole of your back.', 'Hands and feet get a quarter of an hour of their own.', { minutes: 90 }),
    item('Deep tissue massage', 14_500, 'Slow, specific work on the layers that hold on.', 'Expect good discomfort at most and a lighter day tomorrow.', { tags: ['sports'] }),
    item('Sports massage', 14_000, 'For legs that have a race behind or ahead of them.', 'Book two days before an event or any time after it.', { tags: ['sports', 'recovery'] }),
    item('Prenatal massage', 13_500, 'Side-lying, cushioned and safe from the fourteenth week.', 'Given by a therapist with a perinatal certificate.', { tags: ['pregnancy'], addOns: [] }),
    item('Postpartum massage', 13_500, 'For the shoulders of somebody who carries a baby all day.', 'Bring the baby; there is a crib and a nursing chair in the room.', { tags: ['pregnancy'], addOns: [] }),
    item('Hot stone massage', 16_500, 'Basalt stones, warmed and placed along the spine.', 'The heat does in ten minutes what thumbs do in thirty.', { minutes: 75, addOns: [] }),
    item('Lymphatic drainage', 15_500, 'Light, rhythmic strokes after surgery, travel or a long winter.', 'Certified in the Vodder method, with compression advice.', { tags: ['clinical'] }),
    item('Thai massage on the mat', 14_500, 'Stretched, folded and pressed, in comfortable clothes.', 'It looks like yoga that somebody else does for you.', { minutes: 75, addOns: [] }),
    item('Shiatsu', 13_500, 'Finger pressure along the meridians, through clothing.', 'Our practitioner Kenji Mori trained for four years in Kyoto.', { addOns: [] }),
    item('Chair massage, lunch break', 4_500, 'Neck, shoulders and arms in twenty-five minutes, fully dressed.', 'In and out between two meetings.', { minutes: 30, addOns: [] }),
    item('Foot reflexology', 8_500, 'Sixty minutes for the part of you that touches Manhattan.', 'With a warm soak beforehand and socks afterwards.', { addOns: [] }),
    item('Head, neck and jaw release', 11_500, 'For people who grind, clench or stare at screens.', 'Work inside the cheek is offered with gloves and only when you agree.', { minutes: 45, tags: ['headache'], addOns: [] }),
    item('Myofascial release', 15_000, 'Sustained holds without oil, where stretching has stopped helping.', 'Often combined with two exercises that you take home.', { tags: ['clinical'], addOns: [] }),
    item('Couples massage', 26_500, 'Two tables, two therapists, one quiet room.', 'You may want different pressure, and that is what the second therapist is for.', { minutes: 60, tags: ['couples'] }),
    item('Lomi lomi', 16_500, 'Hawaiian massage with forearms and a great deal of coconut oil.', 'The strokes run from neck to ankle without stopping.', { minutes: 75, addOns: [] }),
    item('Marathon recovery hour', 15_500, 'Compression boots, flush massage and calf work.', 'The week after the first Sunday in November fills up fast.', { tags: ['sports', 'recovery'] }),
  ],
};

const skin: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Skin',
  place: studio,
  minutes: 60,
  tags: ['facial', 'skin care'],
  notes: [
    'Please come without make-up if you can, and we will take it off if you cannot.',
    'Your skin is looked at under the lamp first, and the plan follows from that.',
    'You leave with a written routine of at most four steps.',
    'Nothing is sold during the treatment.',
  ],
  addOns: [{ name: 'LED light', price: 3_500, minutes: 15 }, { name: 'Eye treatment', price: 2_500 }],
  items: [
    item('Linden signature facial', 14_500, 'Cleanse, steam, extract, calm: our classic in an hour.', 'The mask is mixed for you that day, and your hands get one too.'),
    item('Clear skin facial', 15_500, 'Careful extractions and salicylic acid for congested skin.', 'Planned as a series of three, four weeks apart.', { tags: ['acne'] }),
    item('Teen facial', 9_500, 'Forty-five minutes of calm advice and clean pores from thirteen years.', 'A parent has to sign the form and may wait next door.', { minutes: 45, tags: ['acne', 'teens'] }),
    item('Hydrating winter facial', 14_500, 'For skin that steam heat has turned to paper.', 'Three layers of moisture under a warm jelly mask.'),
    item('Sensitive skin reset', 13_500, 'Twelve ingredients in all, none of them fragrance.', 'Suitable with rosacea and after too many acids.'),
    item('Gentlemen’s facial', 13_500, 'Ingrown hairs, razor burn and a proper neck massage.', 'Shave the evening before, not that morning.'),
    item('Gua sha and facial massage', 13_000, 'Lift and drain with jade and fingertips.', 'No machines, no acids, and you look as if you had been away for a week.'),
    item('Lactic acid peel', 17_500, 'A gentle peel that lets you go straight to dinner.', 'Fresh, even skin for three weeks; sunscreen is not optional.', { minutes: 45, addOns: [] }),
    item('Microcurrent facial', 18_500, 'Small currents that take the jaw line to the gym.', 'Best in a series of six, twice a week.'),
    item('Back facial', 14_500, 'Everything that a face gets, for the part you cannot reach.', 'Popular in May and before weddings.', { minutes: 60 }),
    item('Brow shaping and tint', 5_500, 'Mapped, tweezed and tinted to suit your face.', 'We would rather take too little than too much.', { minutes: 30, addOns: [] }),
    item('Lash lift', 9_500, 'Eight weeks without a curler.', 'A patch test two days earlier is needed on your first visit.', { minutes: 60, addOns: [] }),
    item('Bridal skin consultation', 6_500, 'A calendar for the six months before the day.', 'What to do, what to leave alone, and what never to try in the last week.', { minutes: 45, addOns: [], tags: ['wedding'] }),
  ],
};

const clinic: Family = {
  kind: OfferingKind.APPOINTMENT,
  category: 'Physical therapy and acupuncture',
  place: 'Linden Clinic, 214 Linden Street, 3rd floor, Brooklyn, NY 11221',
  minutes: 60,
  freeCancellationHours: 48,
  tags: ['clinic', 'back pain', 'neck pain'],
  notes: [
    'You see the same licensed clinician from the first visit to the last.',
    'We are out of network and give you the form that insurers ask for.',
    'Wear clothes that let us see the joint that hurts.',
    'Exercises come as short films, so that nobody has to remember the drawing.',
  ],
  items: [
    item('Physical therapy evaluation', 19_500, 'An hour to find out what hurts, why and what to do first.', 'Bring scans if you have them; we examine you rather than the pictures.', { tags: ['physiotherapy'] }),
    item('Physical therapy follow-up', 15_500, 'Hands-on treatment and the next step of your plan.', 'We measure the same three things every time, so that progress is visible.', { minutes: 45, tags: ['physiotherapy'] }),
    item('Running gait analysis', 22_500, 'Treadmill, two cameras and an honest look at your shoes.', 'You get the films and two changes to try, not twelve.', { minutes: 75, tags: ['running', 'sports'] }),
    item('Bike fit for the body', 21_000, 'For riders whose knees, neck or hands complain.', 'Bring your bicycle and the shorts you ride in.', { minutes: 90, tags: ['cycling', 'sports'] }),
    item('Pelvic floor therapy', 19_500, 'Private, unhurried and explained in plain words.', 'For before, after and quite apart from pregnancy.', { tags: ['pregnancy'] }),
    item('Desk posture assessment', 14_500, 'We look at you working, then change as little as possible.', 'Bring a photograph of your desk, cables included.', { minutes: 45, tags: ['office'] }),
    item('Dry needling', 13_500, 'Fine needles into the trigger point, and out again.', 'Sore for a day, looser for a month.', { minutes: 45 }),
    item('Acupuncture, first visit', 16_500, 'A long conversation, pulse, tongue and the first treatment.', 'Needles are single-use and thinner than you think.', { minutes: 75, tags: ['acupuncture'] }),
    item('Acupuncture', 12_500, 'Half an hour of needles, half an hour of rest.', 'Most people fall asleep, and nobody wakes them early.', { tags: ['acupuncture'] }),
    item('Acupuncture for migraine', 13_500, 'A protocol of eight visits with a headache diary.', 'We stop after four when it does not help.', { tags: ['acupuncture', 'headache'] }),
    item('Cupping', 9_500, 'Suction for backs that have forgotten how to let go.', 'The round marks are gone within a week; plan your beach day around them.', { minutes: 45 }),
    item('Fertility acupuncture', 14_500, 'Timed with your cycle and your clinic’s calendar.', 'We write to your doctor when you want us to.', { tags: ['acupuncture'] }),
    item('Vestibular therapy for dizziness', 18_500, 'Find the crystal, move the crystal.', 'Positional vertigo is often gone after one or two visits.'),
    item('Return to lifting consultation', 16_500, 'After the disc, the shoulder or the long break.', 'We load you in the clinic, so the gym holds no surprises.', { tags: ['sports'] }),
  ],
};

export const BODYWORK: readonly Family[] = [massage, skin, clinic];
