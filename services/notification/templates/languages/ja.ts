/** Mails in Japanese. */
import type { Messages } from '../messages.ts';

export const ja: Messages = {
  greeting: (name) => (name ? `${name} 様` : 'お客様'),
  labels: {
    what: 'ご予約内容',
    when: '日時',
    where: '場所',
    with: '担当',
    places: '人数',
    code: '予約コード',
    paid: 'お支払い',
    receipt: '領収書',
  },
  confirmed: {
    subject: (title) => `【予約確定】${title}`,
    heading: 'ご予約が確定しました',
    welcome: 'ご予約いただきありがとうございます。ご予約の枠を確保いたしました。当日お待ちしております。',
    receiptAttached: (number) => `領収書（${number}）をPDFで添付しております。`,
    receiptFollows: '領収書は現在準備中です。ご予約の画面からご覧いただけます。',
    payThere: (amount) => `オンラインでのお支払いはございません。当日 ${amount} をお支払いください。`,
    freeUntil: (moment) => `ご都合が変わった場合は、${moment} までにキャンセルいただければ全額返金いたします。`,
    notRefundable: 'このご予約は、キャンセルされても返金できません。',
    action: '予約を確認する',
  },
  cancelled: {
    subject: (title) => `【予約キャンセル】${title}`,
    heading: 'ご予約はキャンセルされました',
    refund: (amount, method) => `${amount} を ${method} に返金いたします。`,
    noRefund: (amount) => `無料キャンセルの期限を過ぎていたため、お支払い済みの ${amount} は返金されません。`,
  },
  rescheduled: {
    subject: (title) => `【予約日時の変更】${title}`,
    heading: 'ご予約の日時が変更されました',
    before: (moment) => `変更前の日時：${moment}`,
  },
  failed: {
    subject: (title) => `【お支払い未完了】${title}`,
    heading: 'お支払いが完了していません',
    keptUntil: (moment) => `ご予約の枠は ${moment} まで確保しております。それまでに、同じカードまたは別のカードでもう一度お試しください。`,
    notKept: 'ご予約の枠の確保期限が過ぎました。空きがあれば、あらためてご予約いただけます。',
    over: 'ご予約の枠の確保は解除されました。空きがあれば、あらためてご予約いただけます。',
    action: 'もう一度支払う',
  },
  refunded: {
    subject: (amount, title) => `【返金のお知らせ】${amount}：${title}`,
    heading: '返金の手続きをいたしました',
    sent: (amount, method) => `${amount} を ${method} に返金いたしました。`,
  },
  bankDays: '明細に反映されるまで、通常5日から10日かかります。',
  notCharged: '料金は請求されていません。',
  reason: (reason) => `理由：${reason}`,
  bookAgain: 'あらためて予約する',
  yourCard: 'ご利用の口座',
  why: (name) => `このメールは、${name} をご予約いただいた方にお送りしています。`,
  questions: (email) => `ご不明な点は、このメールへの返信または ${email} までお問い合わせください。`,
};
