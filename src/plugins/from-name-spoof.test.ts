import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { addressInName } from './from-names/address-in-name.ts'

const from = (name: string, more = '', address = 'joe@sender.com') => ({
  message: `From: ${name} <${address}>\nTo: me@home.org\n${more}Subject: x\n\nhello\n`,
})
const RULES = `
header T_SPOOF eval:check_fromname_spoof()
header T_SPOOF_ADDRESS eval:check_fromname_spoof(0)
header T_SPOOF_DOMAIN eval:check_fromname_spoof(2)
header T_DIFFERENT eval:check_fromname_different()
header T_DOMAIN eval:check_fromname_domain_differ()
header T_EMAIL eval:check_fromname_contains_email()
header T_TO eval:check_fromname_equals_to()
header T_OWNER eval:check_fromname_owners_differ()
header T_REPLYTO eval:check_fromname_equals_replyto()
`
const ALL = ['T_DIFFERENT', 'T_DOMAIN', 'T_EMAIL', 'T_OWNER', 'T_SPOOF', 'T_SPOOF_ADDRESS', 'T_SPOOF_DOMAIN']
const DOMAIN_ONLY = ['T_DIFFERENT', 'T_DOMAIN', 'T_EMAIL', 'T_SPOOF_ADDRESS', 'T_SPOOF_DOMAIN']
const ADDRESS_ONLY = ['T_DIFFERENT', 'T_EMAIL', 'T_SPOOF_ADDRESS']

testPluginCases('FromNameSpoof', {
  plugins: ['FromNameSpoof'],
  cf: RULES,
  cases: {
    'no sender': { message: 'Subject: x\n\nhello\n', hits: [] },
    'no name': { message: 'From: joe@sender.com\nSubject: x\n\nhello\n', hits: [] },
    'a plain name': { ...from('Joe'), hits: [] },
    'the same address': { ...from('"joe@sender.com"'), hits: ['T_EMAIL'] },
    'the same in capitals': { ...from('"JOE@Sender.com"'), hits: ['T_EMAIL'] },
    'another user': { ...from('"ann@sender.com"'), hits: ADDRESS_ONLY },
    'another domain of the name': { ...from('"joe@sender.org"'), hits: DOMAIN_ONLY },
    'another host of the domain': { ...from('"joe@mail.sender.com"'), hits: ADDRESS_ONLY },
    'another owner': { ...from('"ceo@bank.com"'), hits: ALL },
    'within more text': { ...from('"The Boss (ceo@bank.com)"'), hits: ALL },
    'within much more text': { ...from(`"${'x'.repeat(46)} ceo@bank.com"`), hits: ALL },
    'within too much text': { ...from(`"${'x'.repeat(49)} ceo@bank.com"`), hits: ['T_EMAIL'] },
    'signs count twice': { ...from(`"${'- '.repeat(13)}ceo@bank.com"`), hits: ['T_EMAIL'] },
    'no known domain': { ...from('"ceo@bank.invalid"'), hits: [] },
    'no known domain of the sender': { ...from('"ceo@bank.com"', '', 'joe@sender.invalid'), hits: [] },
    'a dot at the end': { ...from('"ceo@bank.com."'), hits: [] },
    'signs ahead': { ...from('"...ceo@bank.com"'), hits: ALL },
    'a second at sign': { ...from('"a@b@bank.com"'), hits: ALL },
    'an encoded name': { ...from('=?utf-8?q?ceo=40bank=2Ecom?='), hits: ALL },
    'the recipient': { ...from('"me@home.org"'), hits: [...ALL, 'T_TO'] },
    'where answers go': { ...from('"ceo@bank.com"', 'Reply-To: CEO@bank.com\n'), hits: [...ALL, 'T_REPLYTO'] },
    'a carbon copy': { ...from('"ceo@bank.com"', 'Cc: ceo@bank.com\n'), hits: [...ALL, 'T_TO'] },
    'a carbon copy in capitals': { ...from('"ceo@bank.com"', 'Cc: CEO@bank.com\n'), hits: ALL },
  },
})

testPluginCases('FromNameSpoof with owners', {
  plugins: ['FromNameSpoof'],
  cf: `${RULES}
fns_add_addrlist (Sender) *@bank.com *@shop.org
fns_add_addrlist (other) joe@other.com
fns_remove_addrlist (sender) *@shop.org
fns_ignore_headers X-Known X-Other
fns_check 2
fns_extrachars 5
fns_ignore_dkim bank.com
`,
  cases: {
    'the same owner': { ...from('"ceo@bank.com"'), hits: [...DOMAIN_ONLY, 'T_SPOOF'] },
    'the same owner by its domain': { ...from('"ceo@www.bank.com"'), hits: [...DOMAIN_ONLY, 'T_SPOOF'] },
    'taken back': { ...from('"ceo@shop.org"'), hits: ALL },
    'the owner of one address': { ...from('"ann@other.com"', '', 'joe@other.com'), hits: [...ADDRESS_ONLY] },
    'an ignored header': { ...from('"ceo@bank.com"', 'X-Known: 1\n'), hits: [] },
    'another header': { ...from('"ceo@bank.com"', 'X-Unknown: 1\n'), hits: [...DOMAIN_ONLY, 'T_SPOOF'] },
    'too much text': { ...from('"boss ceo@bank.com"'), hits: ['T_EMAIL'] },
  },
})

test('tags tell what was compared', async () => {
  const { run } = ruleRunner(['FromNameSpoof'], RULES)
  const scan = await run(from('"CEO@www.bank.com"').message)
  const tags = ['FNSFNAMEADDR', 'FNSFNAMEDOMAIN', 'FNSFNAMEOWNER', 'FNSFADDRADDR', 'FNSFADDRDOMAIN', 'FNSFADDROWNER']
  expect(tags.map((tag) => scan.tag(tag))).toEqual([
    'ceo@www.bank.com',
    'bank.com',
    'bank',
    'joe@sender.com',
    'sender.com',
    'sender',
  ])
})

test.each(['fns_add_addrlist bank *@bank.com', 'fns_check 3', 'fns_check', 'fns_ignore_dkim', 'fns_ignore_headers'])(
  '%s is refused',
  (line) => expect(ruleRunner(['FromNameSpoof'], `${line}\n`).messages).toHaveLength(1),
)

test('time grows no faster than the name', () => {
  const started = performance.now()
  for (const name of ['a.'.repeat(300_000), `${'a.'.repeat(300_000)}@`, 'a@b.'.repeat(200_000), '@'.repeat(500_000)]) {
    addressInName(name)
  }
  expect(performance.now() - started).toBeLessThan(1500)
})

// The domain that signed is told by a rule here, as it is by checking signatures elsewhere.
testPluginCases('FromNameSpoof of signed mail', {
  plugins: ['DKIM', 'FromNameSpoof'],
  network: true,
  cf: `${RULES}
dns_available no
fns_ignore_dkim Bank.com shop.org
header __SIGNED X-Signed =~ /(?<DKIMDOMAIN>\\S+)/
priority __SIGNED 5
meta T_META T_SPOOF && T_EMAIL
meta T_NOT !T_SPOOF
`,
  cases: {
    'not signed': {
      ...from('"ceo@bank.com"'),
      hits: [...ALL, 'T_META'],
    },
    'signed by one of them': { ...from('"ceo@bank.com"', 'X-Signed: BANK.com\n'), hits: ['T_NOT'] },
    'signed by another': {
      ...from('"ceo@bank.com"', 'X-Signed: other.com\n'),
      hits: [...ALL, 'T_META'],
    },
    'a plain name': { ...from('Joe'), hits: ['T_NOT'] },
  },
})

testPluginCases('FromNameSpoof of signed mail without DKIM', {
  plugins: ['FromNameSpoof'],
  network: true,
  cf: `${RULES}
dns_available no
fns_ignore_dkim bank.com
header __SIGNED X-Signed =~ /(?<DKIMDOMAIN>\\S+)/
priority __SIGNED 5
`,
  cases: {
    'signed by one of them': {
      ...from('"ceo@bank.com"', 'X-Signed: bank.com\n'),
      hits: ALL,
    },
  },
})
