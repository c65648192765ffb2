import { testPluginCases } from '../../test/support/plugin-cases.ts'

const multipart = (type: string, ...parts: readonly string[]) =>
  `Subject: x\nMIME-Version: 1.0\nContent-Type: ${type}; boundary="xx"\n\n${parts.map((part) => `--xx\n${part}\n`).join('')}--xx--\n`
const PLAIN = 'Content-Type: text/plain; charset=utf-8\n\nhello there'
const HTML = 'Content-Type: text/html\n\n<p>hello there, <b>markup</b> is long</p>'
const LOUD = 'BUY NOW AND SAVE A LOT OF MONEY, THIS IS THE LAST DAY. '

testPluginCases('MIMEEval', {
  plugins: ['MIMEEval'],
  cf: `
ok_locales en
body T_BASE64 eval:check_for_mime('mime_base64_count')
body T_BASE64_TEXT eval:check_for_mime('mime_base64_encoded_text')
body T_QP eval:check_for_mime('mime_qp_count')
body T_QP_LONG eval:check_for_mime('mime_qp_long_line')
body T_ATTACHED eval:check_for_mime('mime_attachment')
body T_BAD_ISO eval:check_for_mime('mime_bad_iso_charset')
body T_FARAWAY eval:check_for_mime('mime_faraway_charset')
body T_UNBALANCED eval:check_for_mime('mime_missing_boundary')
body T_ALTERNATIVE eval:check_for_mime('mime_multipart_alternative')
body T_NO_SUCH_FACT eval:check_for_mime('mime_no_such_fact')
body T_HTML eval:check_for_mime_html()
body T_HTML_ONLY eval:check_for_mime_html_only()
body T_RATIO eval:check_mime_multipart_ratio('0.00','0.50')
body T_NO_HEADERS eval:check_msg_parse_flags('missing_mime_headers')
header T_NO_SEPARATOR eval:check_msg_parse_flags('missing_head_body_separator')
body T_NOT_ASCII eval:check_for_ascii_text_illegal()
body T_ENTITIES eval:check_abundant_unicode_ratio('0.02')
body T_ENTITIES_BAD eval:check_abundant_unicode_ratio('1')
body T_FAR_BODY eval:check_for_faraway_charset()
body T_LOUD eval:check_for_uppercase('75','100')
body T_LOUD_SOME eval:check_for_uppercase('10','75')
body T_NON_TEXT eval:check_ma_non_text()
body T_LONG_BASE64 eval:check_base64_length('78','79')
body T_LONG_BASE64_MORE eval:check_base64_length('80')
body T_QP_RATIO eval:check_qp_ratio('0.1')
`,
  cases: {
    plain: { message: 'Subject: x\n\nhello\n', hits: [] },
    'bytes beyond ASCII': { message: 'Subject: x\n\nhell\xf6\n', hits: ['T_NOT_ASCII'] },
    'bytes beyond ASCII of an odd type': { message: 'Subject: x\nContent-Type: 0\n\nhell\xf6\n', hits: [] },
    'base64 text': {
      message: 'Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8gdGhlcmUK\n',
      hits: ['T_BASE64', 'T_BASE64_TEXT'],
    },
    'base64 text of a charset': {
      message: 'Subject: x\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64\n\naGVsbG8K\n',
      hits: ['T_BASE64'],
    },
    'long base64 line': {
      message: multipart(
        'multipart/mixed',
        PLAIN,
        `Content-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment\n\n${'A'.repeat(78)}\n${'A'.repeat(20)}`,
      ),
      hits: ['T_ATTACHED', 'T_BASE64', 'T_LONG_BASE64'],
    },
    'longer base64 line': {
      message: multipart(
        'multipart/mixed',
        `Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n${'A'.repeat(100)}\n`,
      ),
      hits: ['T_BASE64', 'T_LONG_BASE64_MORE'],
    },
    'base64 calendar': {
      message: multipart(
        'multipart/mixed',
        `Content-Type: application/ics\nContent-Transfer-Encoding: base64\n\n${'A'.repeat(100)}\n`,
      ),
      hits: ['T_BASE64'],
    },
    'quoted-printable': {
      message:
        'Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n=41=42=43 hello=20=\nthere\n',
      hits: ['T_QP', 'T_QP_RATIO'],
    },
    'quoted-printable, only needful': {
      message: `Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\ncaf=C3=A9 =3D\n${'a'.repeat(79)}\nnext=20=20\n`,
      hits: ['T_QP_LONG'],
    },
    html: { message: `Subject: x\nContent-Type: text/html\n\n<p>hi</p>\n`, hits: ['T_HTML', 'T_HTML_ONLY'] },
    alternatives: {
      message: multipart('multipart/alternative', PLAIN, HTML),
      hits: ['T_ALTERNATIVE', 'T_HTML', 'T_RATIO'],
    },
    'alternatives of equal length': {
      message: multipart('multipart/alternative', `${PLAIN} and much more text of this kind`, HTML),
      hits: ['T_ALTERNATIVE', 'T_HTML'],
    },
    'an image among alternatives': {
      message: multipart('multipart/alternative', PLAIN, 'Content-Type: image/png\n\nxxxx'),
      hits: ['T_ALTERNATIVE', 'T_NON_TEXT'],
    },
    'related among alternatives': {
      message: multipart(
        'multipart/alternative',
        PLAIN,
        'Content-Type: multipart/related; boundary="yy"\n\n--yy\nContent-Type: image/png\n\nxx\n--yy--',
      ),
      hits: ['T_ALTERNATIVE'],
    },
    'only HTML in parts': { message: multipart('multipart/mixed', HTML), hits: ['T_HTML', 'T_HTML_ONLY'] },
    'unclosed multipart': {
      message: multipart('multipart/mixed', PLAIN).replace('--xx--\n', ''),
      hits: ['T_UNBALANCED'],
    },
    'parts without headers': { message: multipart('multipart/mixed', 'just text', PLAIN), hits: ['T_NO_HEADERS'] },
    'bad iso charset': {
      message: 'Subject: x\nContent-Type: text/plain; charset=iso-foo-1\n\nhi\n',
      hits: ['T_BAD_ISO', 'T_FARAWAY'],
    },
    'eight bits in ASCII': { message: 'Subject: x\n\ncaf\u00c3\u00a9\n', hits: ['T_NOT_ASCII'] },
    'a lone carriage return': { message: 'Subject: x\n\nfoo\rbar\n', hits: ['T_NOT_ASCII'] },
    entities: { message: 'Subject: x\n\nfoo &#x0041;&#x0042; bar\n', hits: ['T_ENTITIES'] },
    'entities in lower case': { message: 'Subject: x\n\nfoo &#x004a;&#x004b; bar\n', hits: [] },
    'faraway charset': {
      message:
        'Subject: x\nContent-Type: text/plain; charset="koi8-r"\n\n\u00cb\u00cc\u00cd\u00ce\u00cf\u00d0 \u00cb\u00cc\u00cd\n',
      hits: ['T_FARAWAY', 'T_FAR_BODY'],
    },
    'faraway charset, ASCII text': {
      message: 'Subject: x\nContent-Type: text/plain; charset=big5\n\nhello there\n',
      hits: ['T_FARAWAY'],
    },
    loud: { message: `Subject: x\n\n${LOUD.repeat(5)}\n`, hits: ['T_LOUD'] },
    'loud, but short': { message: `Subject: x\n\n${LOUD}\n`, hits: [] },
    'half loud': {
      message: `Subject: x\n\n${LOUD.repeat(4)}\n\n${LOUD.toLowerCase().repeat(4)}\n`,
      hits: ['T_LOUD_SOME'],
    },
    'loud in Japanese': {
      message: `Subject: x\nContent-Type: text/plain; charset=iso-2022-jp\n\n${LOUD.repeat(5)}\n`,
      hits: ['T_FARAWAY'],
    },
    'no separator': { message: 'Subject: x\nhello there you\nmore\n', hits: ['T_NO_SEPARATOR'] },
  },
})
