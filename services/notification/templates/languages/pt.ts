/** Mails in Portuguese. */
import type { Messages } from '../messages.ts';

export const pt: Messages = {
  greeting: (name) => (name ? `Olá ${name},` : 'Olá,'),
  labels: {
    what: 'O quê',
    when: 'Quando',
    where: 'Onde',
    with: 'Com',
    places: 'Lugares',
    code: 'Código da reserva',
    paid: 'Pago',
    receipt: 'Recibo',
  },
  confirmed: {
    subject: (title) => `Reserva confirmada: ${title}`,
    heading: 'A sua reserva está confirmada',
    welcome: 'Obrigado pela sua reserva. O seu lugar está garantido e esperamos por si.',
    receiptAttached: (number) => `O seu recibo ${number} segue em anexo, em PDF.`,
    receiptFollows: 'O seu recibo ainda está a ser preparado. Vai encontrá-lo junto da sua reserva.',
    payThere: (amount) => `Nada foi cobrado online. Pague ${amount} no local.`,
    freeUntil: (moment) => `Mudança de planos? Cancele antes de ${moment} e recebe tudo de volta.`,
    notRefundable: 'Esta reserva já não pode ser cancelada com reembolso.',
    action: 'Ver a reserva',
  },
  cancelled: {
    subject: (title) => `Reserva cancelada: ${title}`,
    heading: 'A sua reserva foi cancelada',
    refund: (amount, method) => `Vamos devolver ${amount} para ${method}.`,
    noRefund: (amount) => `Foi cancelada depois do prazo de cancelamento gratuito, por isso os ${amount} pagos não são reembolsados.`,
  },
  rescheduled: {
    subject: (title) => `Reserva alterada: ${title}`,
    heading: 'A sua reserva tem um novo horário',
    before: (moment) => `Antes era em ${moment}.`,
  },
  failed: {
    subject: (title) => `Pagamento por concluir: ${title}`,
    heading: 'O seu pagamento não foi concluído',
    keptUntil: (moment) => `O seu lugar está guardado até ${moment}. Tente de novo até lá, com o mesmo cartão ou com outro.`,
    notKept: 'O seu lugar já não está guardado. Pode reservar de novo, se ainda estiver livre.',
    over: 'O seu lugar foi libertado. Pode reservar de novo, se ainda estiver livre.',
    action: 'Tentar de novo',
  },
  refunded: {
    subject: (amount, title) => `Reembolso de ${amount}: ${title}`,
    heading: 'O seu reembolso está a caminho',
    sent: (amount, method) => `Devolvemos ${amount} para ${method}.`,
  },
  bankDays: 'Os bancos demoram normalmente 5 a 10 dias a mostrá-lo.',
  notCharged: 'Não lhe foi cobrado nada.',
  reason: (reason) => `Motivo: ${reason}`,
  bookAgain: 'Reservar de novo',
  yourCard: 'a sua conta',
  why: (name) => `Recebe este e-mail porque fez uma reserva em ${name}.`,
  questions: (email) => `Dúvidas? Responda a este e-mail ou escreva para ${email}.`,
};
