import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { parseComparison } from './html/comparison.ts'

const html = (markup: string, subject = 'Hello') =>
  `Subject: ${subject}\nContent-Type: text/html; charset=utf-8\n\n${markup}\n`

testPluginCases('HTMLEval', {
  plugins: ['HTMLEval'],
  cf: `
body T_BALANCE_NOT eval:html_tag_balance('body', '!= 0')
body T_BALANCE_MANY eval:html_tag_balance('center', '> 1')
body T_IMAGE_ONLY eval:html_image_only('0000','0400')
body T_IMAGE_RATIO eval:html_image_ratio('0.000','0.002')
body T_CHARSET eval:html_charset_faraway()
body T_SCRIPT eval:html_tag_exists('script')
body T_IS_HTML eval:html_test('html')
body T_EMBEDS eval:html_test('embeds')
body T_NO_SUCH_TEST eval:html_test('nosuch')
body T_SHORT eval:html_eval('length', '< 0100')
body T_LONG eval:html_eval('length', '>= 500 - 2')
body T_COMMENT eval:html_text_match('comment', '<!.*?secret')
body T_TITLE_LONG eval:html_text_match('title', '.{12}')
body T_TITLE_NOT eval:html_text_not_match('title', '^[a-z ]+$')
body T_TITLE_RATIO eval:html_title_subject_ratio('3.5')
body T_BIG_FONT eval:html_range('max_size', '5', 'inf')
body T_BAD_TAGS eval:html_range('bad_tag_ratio','0.4','1.0')
body T_RANGE_OPEN eval:html_range('length','200')
body T_IFRAME eval:check_iframe_src()
`,
  cases: {
    'no markup': { message: 'Subject: x\n\nhello\n', hits: [] },
    balanced: { message: html('<html><body><p>hello</p></body></html>'), hits: ['T_IS_HTML', 'T_SHORT'] },
    'open body': { message: html('<html><body><p>hello'), hits: ['T_BALANCE_NOT', 'T_IS_HTML', 'T_SHORT'] },
    'centers left open': {
      message: html('<center><center><center></center>hi'),
      hits: ['T_BALANCE_MANY', 'T_IS_HTML', 'T_SHORT'],
    },
    'only an image': {
      message: html('<img src="http://a.com/a.png" width="400" height="400">'),
      hits: ['T_IMAGE_ONLY', 'T_IS_HTML', 'T_SHORT'],
    },
    'image and text': {
      message: html(`<img src="a.png" width="10" height="10">${'text and more '.repeat(40)}`),
      hits: ['T_IS_HTML', 'T_LONG', 'T_RANGE_OPEN'],
    },
    script: { message: html('<script>alert(1)</script>'), hits: ['T_IS_HTML', 'T_SCRIPT', 'T_SHORT'] },
    embed: { message: html('<embed src="http://a.com/x.swf">'), hits: ['T_EMBEDS', 'T_IS_HTML', 'T_SHORT'] },
    comment: { message: html('<!-- the secret is out --> hello'), hits: ['T_COMMENT', 'T_IS_HTML', 'T_SHORT'] },
    'long title': {
      message: html('<title>a title that says much more</title>hello', 'Hi'),
      hits: ['T_IS_HTML', 'T_SHORT', 'T_TITLE_LONG', 'T_TITLE_RATIO'],
    },
    'title in characters': {
      message: html(
        '<title>\u00c3\u00a9\u00c3\u00a9\u00c3\u00a9\u00c3\u00a9\u00c3\u00a9\u00c3\u00a9\u00c3\u00a9</title>hello',
      ),
      hits: ['T_IS_HTML', 'T_SHORT', 'T_TITLE_NOT'],
    },
    'title in capitals': { message: html('<title>HELLO</title>hello'), hits: ['T_IS_HTML', 'T_SHORT', 'T_TITLE_NOT'] },
    'big letters': { message: html('<font size="7">hello</font>'), hits: ['T_BIG_FONT', 'T_IS_HTML', 'T_SHORT'] },
    'unknown tags': { message: html('<foo>a</foo><bar>b</bar><p>c</p>'), hits: ['T_BAD_TAGS', 'T_IS_HTML', 'T_SHORT'] },
    'long markup': { message: html('<p>hello there</p>'.repeat(40)), hits: ['T_IS_HTML', 'T_LONG', 'T_RANGE_OPEN'] },
    iframe: { message: html('<iframe src="http://a.com/"></iframe>'), hits: ['T_IFRAME', 'T_IS_HTML', 'T_SHORT'] },
  },
})

// Perl's own answers to `$value expression`.
test.each([
  ['!= 0', 0, false],
  ['!= 0', 2, true],
  ['< 512', 511, true],
  ['< 0512', 330, false],
  ['< 0512', 329, true],
  ['> 08', 9, false],
  ['>= 2 - 1', 1, true],
  ['- 3 > -2', 1, false],
  ['- 3 > -2', 2, true],
  ['>> 1 > 0', 1, false],
  ['>> 1 > 0', 2, true],
  ['== -1', -1, true],
  ['= 5', 0, true],
  ['= 0', 5, false],
  ['> 1 2', 5, false],
  ['foo', 5, false],
  ['', 5, false],
])('%j after %d is %s', (expression, value, expected) => {
  expect(parseComparison(expression)?.(value) ?? false).toBe(expected)
})
