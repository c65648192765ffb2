import { testPluginCases } from '../../test/support/plugin-cases.ts'

const subject = (text: string) => `From: a@b.com\nSubject: ${text}\n\nhello\n`
const WELCOME = ['T_WELCOME', 'T_WHITE']
const BLOCKED = ['T_BLACK', 'T_BLOCK']

testPluginCases('WelcomeListSubject', {
  plugins: ['WelcomeListSubject'],
  cf: `
welcomelist_subject [Bug *]
welcomelist_subject order \\#?? (paid)
whitelist_subject a\\b
welcomelist_subject caf\xc3\xa9
blocklist_subject Make  Money
blacklist_subject ?win*now*
header T_WELCOME eval:check_subject_in_welcomelist()
header T_WHITE eval:check_subject_in_whitelist()
header T_BLOCK eval:check_subject_in_blocklist()
header T_BLACK eval:check_subject_in_blacklist()
`,
  cases: {
    'no subject': { message: 'From: a@b.com\n\nhello\n', hits: [] },
    'empty subject': { message: subject(''), hits: [] },
    other: { message: subject('hello'), hits: [] },
    'any chars': { message: subject('Re: [BUG 123] x'), hits: WELCOME },
    'no end': { message: subject('[Bug 123'), hits: [] },
    'one char each': { message: subject('Order #12 (paid)'), hits: WELCOME },
    'one char too many': { message: subject('Order #123 (paid)'), hits: [] },
    'a backslash': { message: subject('see A\\B'), hits: WELCOME },
    'no backslash': { message: subject('see A_B'), hits: [] },
    'bytes beyond ASCII': { message: subject('le caf\xc3\xa9'), hits: WELCOME },
    'other bytes': { message: subject('le caf\xc3\x89'), hits: [] },
    encoded: { message: subject('=?utf-8?q?le_caf=C3=A9?='), hits: WELCOME },
    'two blanks': { message: subject('make  money fast'), hits: BLOCKED },
    'one blank': { message: subject('make money fast'), hits: [] },
    'pieces in order': { message: subject('you win it now'), hits: BLOCKED },
    'pieces out of order': { message: subject('now you win'), hits: [] },
    'no char ahead': { message: subject('win it now'), hits: [] },
    'on two lines': { message: 'Subject: you win\nSubject: it now\n\nhello\n', hits: [] },
    'folded line': { message: 'Subject: you win\n it now\n\nhello\n', hits: BLOCKED },
  },
})

testPluginCases('WelcomeListSubject with an empty line', {
  plugins: ['WelcomeListSubject'],
  cf: 'welcomelist_subject\nheader T_WELCOME eval:check_subject_in_welcomelist()\n',
  cases: {
    any: { message: subject('hello'), hits: ['T_WELCOME'] },
    none: { message: 'From: a@b.com\n\nhello\n', hits: [] },
  },
})
