/** A mail as HTML that old mail programs show too: tables, styles on the elements, light and dark. */
import { brandColor, brandColorOnWhite, textOnBrandColor } from '../../runtime/brand-color.ts';
import type { Tenant } from '../domain/facts.ts';
import type { MailContent } from './content.ts';
import { html, type Markup } from './markup.ts';

const FONT = "font-family:Inter,-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Hiragino Sans','Noto Sans JP',Helvetica,Arial,sans-serif;";

/** Programs without `prefers-color-scheme` keep the light colours on the elements. */
const STYLE: Markup = {
  html: `
  @media (prefers-color-scheme: dark) {
    .page { background-color: #0f141b !important; }
    .card { background-color: #1a212b !important; }
    .ink { color: #f2f5f8 !important; }
    .muted { color: #a9b4c0 !important; }
    .rule { border-color: #333d4a !important; }
  }
  @media (max-width: 620px) {
    .page { padding: 0 !important; }
    .card { border-radius: 0 !important; }
    .inner { padding: 28px 22px !important; }
    .label, .value { display: block !important; width: auto !important; }
    .label { padding-bottom: 0 !important; }
    .value { border-top: 0 !important; padding-top: 2px !important; }
  }`,
};

export function htmlMail(content: MailContent, tenant: Tenant): string {
  const { locale, subject, heading, greeting, paragraphs, rows, action, afterwards, footer } = content;
  const color = brandColor(tenant.brandColor);
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${STYLE}</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#eef1f4;">
<div style="display:none;max-height:0;overflow:hidden;">${paragraphs[0] ?? ''}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td class="page" align="center" style="padding:32px 16px;background-color:#eef1f4;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;background-color:#ffffff;border-radius:10px;overflow:hidden;">
<tr><td style="height:6px;line-height:6px;font-size:0;background-color:${color};">&nbsp;</td></tr>
<tr><td class="inner" align="left" style="padding:36px 40px;${FONT}">
<p class="ink" style="margin:0 0 20px;font-size:15px;font-weight:600;color:${brandColorOnWhite(tenant.brandColor)};">${tenant.name}</p>
<h1 class="ink" style="margin:0 0 20px;font-size:25px;line-height:1.25;font-weight:700;color:#111827;">${heading}</h1>
${paragraph(greeting)}
${paragraphs.map(paragraph)}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:26px 0;">
${rows.map(([label, value]) => row(label, value))}
</table>
<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:28px 0;"><tr><td style="border-radius:8px;background-color:${color};">
<a href="${action.url}" style="display:inline-block;padding:13px 26px;${FONT}font-size:16px;font-weight:600;color:${textOnBrandColor(color)};text-decoration:none;border-radius:8px;">${action.label}</a>
</td></tr></table>
${afterwards.map(paragraph)}
</td></tr>
</table>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px;"><tr><td align="left" class="inner" style="padding:22px 40px;${FONT}">
${footer.map((line) => html`<p class="muted" style="margin:0 0 6px;font-size:13px;line-height:1.5;color:#566070;">${line}</p>`)}
</td></tr></table>
</td></tr></table>
</body>
</html>
`.html;
}

const paragraph = (text: string): Markup =>
  html`<p class="ink" style="margin:0 0 14px;font-size:16px;line-height:1.55;color:#1f2937;">${text}</p>
`;

const row = (label: string, value: string): Markup => html`<tr>
<td class="label muted rule" width="130" valign="top" style="padding:10px 12px 10px 0;border-top:1px solid #e2e6eb;font-size:14px;line-height:1.5;color:#566070;">${label}</td>
<td class="value ink rule" valign="top" style="padding:10px 0;border-top:1px solid #e2e6eb;font-size:15px;line-height:1.5;font-weight:600;color:#111827;">${value}</td>
</tr>
`;
