import { testPluginCases } from '../../test/support/plugin-cases.ts'

const ALTERNATIVES = (plain: string, html: string) => `Subject: a test
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="xx"

--xx
Content-Type: text/plain

${plain}
--xx
Content-Type: text/html

${html}
--xx--
`

testPluginCases('BodyEval', {
  plugins: ['BodyEval'],
  cf: `
body T_DIFF eval:multipart_alternative_difference('99','100')
body T_DIFF_SOME eval:multipart_alternative_difference('20','undef')
body T_DIFF_NONE eval:multipart_alternative_difference('0','0')
body T_COUNT eval:multipart_alternative_difference_count('3','1')
body T_BLANK_MANY eval:check_blank_line_ratio('50','100','4')
body T_BLANK_FEW eval:check_blank_line_ratio('0','10')
body T_VERTICAL eval:tvd_vertical_words('60','100')
body T_VERTICAL_NOT eval:tvd_vertical_words('0','30')
body T_STOCK eval:check_stock_info('2')
body T_SHORT eval:check_body_length('100')
body T_PLAIN_LONG eval:plaintext_body_length('30','60')
body T_SIG_LONG eval:plaintext_sig_length('10')
body T_SIG_RATIO eval:plaintext_body_sig_ratio('0','0.5')
body T_SIG_RATIO_MAX eval:plaintext_body_sig_ratio('1000')
`,
  cases: {
    'alternatives alike': {
      message: ALTERNATIVES('some words here', '<p>some <b>words</b> here</p>'),
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'alternatives unlike': {
      message: ALTERNATIVES('some words here', '<p>quite other text</p>'),
      hits: ['T_BLANK_FEW', 'T_DIFF', 'T_DIFF_SOME', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'one word of four missing': {
      message: ALTERNATIVES('alpha beta gamma', '<p>alpha beta gamma delta</p>'),
      hits: ['T_BLANK_FEW', 'T_DIFF_SOME', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'a word missing a second time': {
      message: ALTERNATIVES('alpha beta', '<p>alpha alpha beta</p>'),
      hits: ['T_BLANK_FEW', 'T_DIFF_SOME', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'only an image': {
      message: ALTERNATIVES('some words', '<img src="http://a.com/x.png">'),
      hits: ['T_BLANK_FEW', 'T_DIFF', 'T_DIFF_SOME', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'much more plain text': {
      message: ALTERNATIVES('a1 b2 c3 d4 e5 f6 g7 h8', '<p>a1 b2</p>'),
      hits: ['T_BLANK_FEW', 'T_COUNT', 'T_DIFF_NONE', 'T_SIG_RATIO_MAX'],
    },
    'words beyond ASCII': {
      message: ALTERNATIVES('caf\u00c3\u00a9', '<p>caf\u00c3\u00a9 na\u00c3\u00afve</p>').replaceAll(
        /Content-Type: text\/\w+/g,
        '$&; charset=utf-8\nContent-Transfer-Encoding: 8bit',
      ),
      hits: ['T_BLANK_FEW', 'T_DIFF_SOME', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'an invitation': {
      message: ALTERNATIVES('x', 'y').replace('text/html', 'text/calendar').replace('text/plain', 'text/html'),
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SHORT', 'T_VERTICAL_NOT'],
    },
    'mostly blank lines': {
      message: 'Subject: x\n\na\n\n\n\n\nb\n\n\n',
      hits: ['T_BLANK_MANY', 'T_DIFF_NONE', 'T_SHORT', 'T_SIG_RATIO_MAX'],
    },
    'no blank lines': {
      message: 'Subject: x\n\naaaa\nbbbb\ncccc\ndddd\n',
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SHORT', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'no body': { message: 'Subject: x\n\n', hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SHORT', 'T_SIG_RATIO_MAX'] },
    'letters apart': {
      message: 'Subject: x\n\nb u y n o w a n d h e r e\n',
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SHORT', 'T_SIG_RATIO_MAX', 'T_VERTICAL'],
    },
    'a stock tip': {
      message: 'Subject: x\n\nCompany Name: Foo Corp\nSymbol: FOOO\nCurrent Price: $1\nTarget: $5\n',
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SHORT', 'T_SIG_RATIO_MAX', 'T_STOCK', 'T_VERTICAL_NOT'],
    },
    'one label': {
      message: 'Subject: x\n\nSymbol: FOOO\nsymbol : BARR\n',
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SHORT', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'a signature': {
      message: 'Subject: x\n\nhello there, this is some body text\n-- \nJohn Smith\nCEO of everything\n',
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_PLAIN_LONG', 'T_SHORT', 'T_SIG_LONG', 'T_VERTICAL_NOT'],
    },
    'a long signature': {
      message: `Subject: x\n\nhi\n-- \n${'line of signature\n'.repeat(6)}`,
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SIG_LONG', 'T_SIG_RATIO', 'T_VERTICAL_NOT'],
    },
    'a mark at the end': {
      message: 'Subject: x\n\nhello there, this is some body text\n-- \nx\n',
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_PLAIN_LONG', 'T_SHORT', 'T_SIG_RATIO_MAX', 'T_VERTICAL_NOT'],
    },
    'two signatures': {
      message: 'Subject: x\n\nhi\n-- \nfirst signature\n--\nsecond signature of all\n',
      hits: ['T_BLANK_FEW', 'T_DIFF_NONE', 'T_SHORT', 'T_SIG_LONG', 'T_VERTICAL_NOT'],
    },
  },
})
