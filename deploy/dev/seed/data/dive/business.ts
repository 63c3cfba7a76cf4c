/** A dive school and shop in Cascais. */
import { week, type Business } from '../model.ts';
import { DIVES } from './dives.ts';
import { LESSONS } from './lessons.ts';
import { EXPEDITIONS } from './expeditions.ts';
import { GEAR } from './gear.ts';
import { WORKSHOP } from './workshop.ts';

export const MARE_ALTA: Business = {
  slug: 'mare-alta',
  name: 'Maré Alta Diving',
  tagline: 'Small groups, patient instructors and the whole Atlantic outside the door',
  timeZone: 'Europe/Lisbon',
  currencyCode: 'EUR',
  locale: 'en-GB',
  brandColor: '#0b5a78',
  supportEmail: 'ola@mare-alta.example',
  legalEntity: {
    name: 'Maré Alta Mergulho, Lda.',
    addressLines: ['Marina de Cascais, loja 34', '2750-800 Cascais'],
    countryCode: 'PT',
    taxId: 'PT514882931',
    taxRateBps: 2_300,
  },
  people: [
    'Inês Carvalho', 'João Figueiredo', 'Marta Sequeira', 'Tiago Ramalho', 'Beatriz Antunes', 'Rui Pestana', 'Catarina Lobo', 'Duarte Vilhena',
    'Sofia Matias', 'Gonçalo Bettencourt', 'Leonor Quintela', 'Afonso Marçal', 'Joana Teles', 'Nuno Cabrita', 'Mafalda Serrão', 'Pedro Salgueiro',
    'Carolina Bragança', 'Miguel Fontes', 'Rita Valadares', 'Vasco Noronha', 'Helena Ventura', 'Hugo Palma', 'Filipa Goulart', 'Bernardo Leitão',
    'Anna Bergström', 'Lukas Reinhardt', 'Claire Fontaine', 'Oliver Whitcombe', 'Greta Jansen', 'Paolo Ferraris', 'Saoirse Brennan',
  ],
  staff: [
    { name: 'Teresa Mourão', serves: ['Private lessons'], hours: week('Tue Wed Thu Fri Sat', '09:00-13:00', '14:00-18:00') },
    { name: 'Diogo Farias', serves: ['Private lessons', 'Fittings and advice'], hours: week('Wed Thu Fri Sat Sun', '08:30-12:30', '14:00-18:00') },
    { name: 'Marisa Kellner', serves: ['Private lessons'], hours: week('Mon Tue Fri Sat Sun', '10:00-14:00', '15:00-18:00') },
    { name: 'Luís Barroca', serves: ['Fittings and advice'], hours: week('Mon Tue Wed Thu Fri Sat', '10:00-13:00', '14:30-19:00') },
    { name: 'António Reis', serves: ['Equipment workshop'], hours: week('Mon Tue Wed Thu Fri', '08:00-12:00', '13:00-17:00') },
    { name: 'Vera Simões', serves: ['Equipment workshop'], hours: week('Tue Wed Thu Fri Sat', '09:30-13:30', '14:30-18:30') },
  ],
  resources: [],
  closures: [
    { from: '12-24', until: '12-26', reason: 'Christmas' },
    { from: '12-31', until: '01-01', reason: 'New Year' },
  ],
  rules: [
    {
      category: 'Private lessons',
      rules: { leadMinutes: 720, windowDays: 120, bufferAfterMinutes: 30, cancellationTiers: [{ hoursBefore: 168, refundPercent: 100 }, { hoursBefore: 48, refundPercent: 50 }] },
    },
  ],
  families: [...DIVES, ...EXPEDITIONS, ...LESSONS, ...WORKSHOP, ...GEAR],
};
