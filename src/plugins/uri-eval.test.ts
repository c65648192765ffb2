import { testPluginCases } from '../../test/support/plugin-cases.ts'

const html = (markup: string) => `Subject: x\nContent-Type: text/html\n\n${markup}\n`
const link = (target: string, text: string) => html(`<a href="${target}">${text}</a>`)

testPluginCases('URIEval, HTTPSMismatch and URIDetail', {
  plugins: ['URIEval', 'HTTPSMismatch', 'URIDetail'],
  cf: `
body T_REDIRECT eval:check_for_http_redirector()
body T_IP_MISMATCH eval:check_https_ip_mismatch()
body T_TRUNCATED eval:check_uri_truncated()
body T_HTTPS_MISMATCH eval:check_https_http_mismatch()
body T_HTTPS_MISMATCH_FEW eval:check_https_http_mismatch('2','3')
uri_detail T_TEXT text =~ /click here/i
uri_detail T_BOTH domain =~ /^one\\.com$/ text !~ /^safe/
uri_detail T_TYPE type =~ /^img$/
uri_detail T_HOST host =~ m,^www\\.,
uri_detail T_RAW raw =~ /%77/
uri_detail T_CLEANED cleaned =~ /www\\.enc\\.com/
uri_detail T_LATER raw =~ /one/
uri_detail T_LATER type =~ /^a$/
uri_detail T_AS_HEADER domain =~ /^one\\.com$/
header T_AS_HEADER eval:check_uri_detail()
header T_ANY eval:check_uri_detail()
`,
  cases: {
    'no URI': { message: 'Subject: x\n\nhello\n', hits: [] },
    redirect: { message: 'Subject: x\n\nhttp://a.com/r?u=http://b.com/\n', hits: ['T_ANY', 'T_REDIRECT'] },
    'redirect within a domain': {
      message: 'Subject: x\n\nhttp://a.com/r?u=http://www.a.com/\n',
      hits: ['T_ANY', 'T_HOST'],
    },
    'redirect at second hand': {
      message: 'Subject: x\n\nhttp://a.com/?http://www.a.com/?http:b.com/\n',
      hits: ['T_ANY', 'T_HOST', 'T_REDIRECT'],
    },
    'address behind a secure link': {
      message: link('http://192.0.2.1/', 'https://bank.com/'),
      hits: ['T_ANY', 'T_IP_MISMATCH'],
    },
    'address shown as such': { message: link('http://192.0.2.1/', 'https://192.0.2.1/'), hits: ['T_ANY'] },
    'another domain': { message: link('http://evil.com/', 'https://bank.com/'), hits: ['T_ANY', 'T_HTTPS_MISMATCH'] },
    'the same domain': { message: link('http://www.bank.com/', 'https://bank.com/'), hits: ['T_ANY', 'T_HOST'] },
    'not secure': { message: link('http://evil.com/', 'http://bank.com/'), hits: ['T_ANY'] },
    'invalid shown host': { message: link('http://evil.com/', 'https://bank/'), hits: ['T_ANY'] },
    'shown address': { message: link('http://evil.com/', 'https://192.0.2.1/'), hits: ['T_ANY', 'T_HTTPS_MISMATCH'] },
    'two links': {
      message: html('<a href="http://evil.com/">https://bank.com/</a> <a href="http://one.com/">safe</a>'),
      hits: ['T_ANY', 'T_AS_HEADER', 'T_HTTPS_MISMATCH', 'T_HTTPS_MISMATCH_FEW', 'T_LATER'],
    },
    'three links': {
      message: html(
        '<a href="http://evil.com/">https://bank.com/</a> <a href="http://one.com/">x</a> <a href="http://two.com/">y</a>',
      ),
      hits: ['T_ANY', 'T_AS_HEADER', 'T_BOTH', 'T_HTTPS_MISMATCH', 'T_LATER'],
    },
    'text of a link': {
      message: link('http://one.com/', 'Click Here'),
      hits: ['T_ANY', 'T_AS_HEADER', 'T_BOTH', 'T_LATER', 'T_TEXT'],
    },
    'safe text': { message: link('http://one.com/', 'safe'), hits: ['T_ANY', 'T_AS_HEADER', 'T_LATER'] },
    image: {
      message: html('<img src="http://www.one.com/x.png">'),
      hits: ['T_ANY', 'T_AS_HEADER', 'T_HOST', 'T_TYPE'],
    },
    encoded: { message: 'Subject: x\n\nhttp://%77ww.enc.com/\n', hits: ['T_ANY', 'T_CLEANED', 'T_HOST', 'T_RAW'] },
    'in text only': { message: 'Subject: x\n\nhttp://one.com/\n', hits: ['T_ANY', 'T_AS_HEADER'] },
    'overlong URI': {
      message: link(`http://one.com/${'x'.repeat(9000)}`, 'y'),
      hits: ['T_ANY', 'T_AS_HEADER', 'T_BOTH', 'T_LATER', 'T_TRUNCATED'],
    },
  },
})
