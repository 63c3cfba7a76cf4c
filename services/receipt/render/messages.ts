/** The words of a receipt, by language; a language is complete or it does not compile. */
import { languageOf } from '../../runtime/locale.ts';

export interface ReceiptMessages {
  readonly receipt: string;
  readonly number: string;
  readonly issued: string;
  readonly bookingCode: string;
  readonly billedTo: string;
  readonly from: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amount: string;
  readonly with: (name: string) => string;
  readonly net: string;
  readonly tax: (rate: string) => string;
  readonly total: string;
  readonly paid: string;
  readonly paidBy: (method: string, time: string) => string;
  readonly reference: (reference: string) => string;
  readonly taxId: (id: string) => string;
  readonly taxIncluded: string;
  readonly noTax: string;
  readonly thanks: (name: string) => string;
  readonly questions: (email: string) => string;
  readonly page: (page: number, pages: number) => string;
}

const en: ReceiptMessages = {
  receipt: 'Receipt',
  number: 'Receipt number',
  issued: 'Issued on',
  bookingCode: 'Booking code',
  billedTo: 'Billed to',
  from: 'From',
  description: 'Description',
  quantity: 'Qty',
  unitPrice: 'Unit price',
  amount: 'Amount',
  with: (name) => `with ${name}`,
  net: 'Net',
  tax: (rate) => `Tax ${rate}`,
  total: 'Total',
  paid: 'Paid',
  paidBy: (method, time) => `${method} on ${time}`,
  reference: (reference) => `Payment reference ${reference}`,
  taxId: (id) => `Tax ID ${id}`,
  taxIncluded: 'Prices include tax.',
  noTax: 'No tax is charged.',
  thanks: (name) => `Thank you for booking with ${name}.`,
  questions: (email) => `Questions about this receipt? Write to ${email}.`,
  page: (page, pages) => `Page ${page} of ${pages}`,
};

const pt: ReceiptMessages = {
  receipt: 'Recibo',
  number: 'Número do recibo',
  issued: 'Emitido em',
  bookingCode: 'Código da reserva',
  billedTo: 'Cliente',
  from: 'Emitente',
  description: 'Descrição',
  quantity: 'Qtd.',
  unitPrice: 'Preço unitário',
  amount: 'Valor',
  with: (name) => `com ${name}`,
  net: 'Valor sem imposto',
  tax: (rate) => `Imposto ${rate}`,
  total: 'Total',
  paid: 'Pago',
  paidBy: (method, time) => `${method}, ${time}`,
  reference: (reference) => `Referência do pagamento ${reference}`,
  taxId: (id) => `NIF ${id}`,
  taxIncluded: 'Os preços incluem impostos.',
  noTax: 'Sem imposto.',
  thanks: (name) => `Obrigado por reservar com ${name}.`,
  questions: (email) => `Dúvidas sobre este recibo? Escreva para ${email}.`,
  page: (page, pages) => `Página ${page} de ${pages}`,
};

const ja: ReceiptMessages = {
  receipt: '領収書',
  number: '領収書番号',
  issued: '発行日',
  bookingCode: '予約コード',
  billedTo: '宛名',
  from: '発行者',
  description: '内容',
  quantity: '数量',
  unitPrice: '単価',
  amount: '金額',
  with: (name) => `担当：${name}`,
  net: '税抜金額',
  tax: (rate) => `消費税（${rate}）`,
  total: '合計（税込）',
  paid: '支払済',
  paidBy: (method, time) => `${method}　${time}`,
  reference: (reference) => `決済番号 ${reference}`,
  taxId: (id) => `登録番号 ${id}`,
  taxIncluded: '表示価格は税込です。',
  noTax: '消費税はかかりません。',
  thanks: (name) => `${name}をご予約いただきありがとうございます。`,
  questions: (email) => `ご不明な点は ${email} までお問い合わせください。`,
  page: (page, pages) => `${page} / ${pages} ページ`,
};

const MESSAGES: Readonly<Record<string, ReceiptMessages>> = { en, pt, ja };

/** Languages that receipts are written in. */
export const RECEIPT_LANGUAGES = Object.keys(MESSAGES);

/** The words for a locale; English for a language without any. */
export const messagesFor = (locale: string): ReceiptMessages => MESSAGES[languageOf(locale)] ?? en;
