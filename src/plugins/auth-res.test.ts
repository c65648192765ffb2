import { expect, it } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { parseAuthenticationResults } from './authentication-results/parse-field.ts'

const METHODS = 'arc auth dkim dkim-adsp dkim-atps dmarc dnswl domainkeys iprev rrvs sender-id smime spf vbr'.split(' ')
const RESULTS =
  'bestguesspass discard fail hardfail neutral none nxdomain pass permerror policy softfail temperror unknown missing'.split(
    ' ',
  )
const nameOf = (method: string, result: string) => `${method.replace('-', '_').toUpperCase()}_${result.toUpperCase()}`
const RULES = METHODS.flatMap((method) =>
  RESULTS.map(
    (result) =>
      `header ${result === 'missing' ? '__' : 'T_'}${nameOf(method, result)} eval:check_authres_result('${method}', '${result}')\n`,
  ),
).join('')
const MISSING = METHODS.map((method) => `meta T_${nameOf(method, 'missing')} __${nameOf(method, 'missing')}\n`)
  .filter((line) => /SPF|DKIM_M|DMARC/.test(line))
  .join('')

const RELAYS =
  'Received: from mx.far.org (mx.far.org [192.0.2.9]) by mx.home.org with ESMTP; Tue, 1 Aug 2023 10:00:00 +0000\n'
const field = (value: string, name = 'Authentication-Results') => ({
  message: `${name}: ${value}\n${RELAYS}From: a@far.org\nSubject: x\n\nhello\n`,
})

testPluginCases('AuthRes', {
  plugins: ['AuthRes'],
  cf: `${RULES}${MISSING}header T_CASE eval:check_authres_result('spf', 'PASS')\nheader T_METHOD_CASE eval:check_authres_result('SPF', 'pass')\n`,
  cases: {
    'no field': {
      message: `${RELAYS}Subject: x\n\nhello\n`,
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'one result': {
      ...field('mx.home.org; spf=pass smtp.mailfrom=far.org'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'all methods': {
      ...field(
        'mx.home.org; arc=fail arc.chain=x; auth=pass smtp.auth=joe; dkim=neutral header.d=far.org header.i=@far.org; ' +
          'dkim-adsp=discard header.from=a; dkim-atps=neutral; dmarc=bestguesspass policy.dmarc=none header.from=b; ' +
          'dnswl=none dns.zone=z dns.sec=na policy.ip=1.2.3.4 policy.txt="a b"; domainkeys=policy; iprev=fail policy.iprev=1.2.3.4; ' +
          'rrvs=unknown smtp.rcptto=c; sender-id=hardfail header.anything=d; smime=permerror body.smime-part=2; ' +
          'spf=softfail smtp.helo=x; vbr=temperror header.md=a header.mv=b',
      ),
      hits: [
        'T_ARC_FAIL',
        'T_AUTH_PASS',
        'T_DKIM_ADSP_DISCARD',
        'T_DKIM_ATPS_NEUTRAL',
        'T_DKIM_NEUTRAL',
        'T_DMARC_BESTGUESSPASS',
        'T_DNSWL_NONE',
        'T_DOMAINKEYS_POLICY',
        'T_IPREV_FAIL',
        'T_RRVS_UNKNOWN',
        'T_SENDER_ID_HARDFAIL',
        'T_SMIME_PERMERROR',
        'T_SPF_SOFTFAIL',
        'T_VBR_TEMPERROR',
      ],
    },
    'more results of one method': {
      ...field('mx; dkim=fail header.d=a; dkim=pass header.d=b; dkim=neutral'),
      hits: ['T_DKIM_PASS', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'the first that is no pass': {
      ...field('mx; dkim=fail header.d=a; dkim=neutral'),
      hits: ['T_DKIM_FAIL', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'two fields': {
      message: `Authentication-Results: a; spf=fail\nAuthentication-Results: b; spf=pass; dmarc=fail\n${RELAYS}Subject: x\n\ny\n`,
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_FAIL', 'T_SPF_PASS'],
    },
    'a field from outside': {
      message: `${RELAYS}Authentication-Results: a; spf=fail\nSubject: x\n\ny\n`,
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'a version of the server': {
      ...field('mx.home.org 1; spf=pass'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'a version of the method': {
      ...field('mx; spf/1=pass; dkim / 2 = fail'),
      hits: ['T_CASE', 'T_DKIM_FAIL', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'a reason': {
      ...field('mx; spf=fail reason="not (allowed);" smtp.mailfrom=x; dkim=pass reason = good'),
      hits: ['T_DKIM_PASS', 'T_DMARC_MISSING', 'T_SPF_FAIL'],
    },
    'an action': {
      ...field('mx; dmarc=fail action=none header.from=x; spf=pass action="quarantine"'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_FAIL', 'T_SPF_PASS'],
    },
    comments: {
      ...field(
        'mx (the (inner) server) ; (a) spf (b) = (c) pass (d) smtp (e) . (f) mailfrom (g) = (h) x (i); dkim=none',
      ),
      hits: ['T_CASE', 'T_DKIM_NONE', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'a comment that does not end': {
      ...field('mx; spf=pass (because; dkim=pass'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'two comments together': {
      ...field('mx; spf=pass (a) (b) smtp.mailfrom=x'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'no results': { ...field('mx; none'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    'no results after some': {
      ...field('mx; spf=pass; none'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'no semicolon': { ...field('mx.home.org'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    'only a server': { ...field('mx.home.org;'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    'no server': { ...field('spf=pass; dkim=pass'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    'the server named again': {
      ...field('mx.home.org; mx.home.org; spf=pass; mx.home.org ; dkim=fail'),
      hits: ['T_CASE', 'T_DKIM_FAIL', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'an unknown method': {
      ...field('mx; spf=pass; foo=pass'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'an unknown result': {
      ...field('mx; spf=pass; dkim=maybe'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'a result in capitals': { ...field('mx; spf=Pass'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    'a method in capitals': {
      ...field('MX; SPF=pass SMTP.MailFrom=x'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'an unknown property': {
      ...field('mx; spf=pass smtp.foo=x'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'an unknown type of property': {
      ...field('mx; spf=pass header.from=x'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'no property': { ...field('mx; spf=pass smtp=x'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    'no value': {
      ...field('mx; spf=pass smtp.mailfrom'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'an empty value': {
      ...field('mx; spf=pass smtp.mailfrom=; dkim=pass'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'an empty value at the end': {
      ...field('mx; spf=pass smtp.mailfrom=;'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'a value in angle brackets': {
      ...field('mx; spf=pass smtp.mailfrom=<a@b.org>; dkim=pass header.d=x; dmarc=fail'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'a value with dots together': {
      ...field('mx; spf=pass smtp.mailfrom=a..b.org; dkim=fail'),
      hits: ['T_CASE', 'T_DKIM_FAIL', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'a value with a slash': {
      ...field('mx; dkim=pass header.b=a/b+c==; dmarc=pass'),
      hits: ['T_DKIM_PASS', 'T_DMARC_PASS', 'T_SPF_MISSING'],
    },
    'a value with a colon': {
      ...field('mx; iprev=pass policy.iprev=2001:db8::1 (x); spf=pass'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_IPREV_PASS', 'T_SPF_PASS'],
    },
    'a value without end': {
      ...field('mx; spf=pass smtp.mailfrom="a b'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'a value that ends in a dot': {
      ...field('mx; spf=pass smtp.mailfrom=far.org.; dkim=fail'),
      hits: ['T_CASE', 'T_DKIM_FAIL', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'semicolons together': {
      ...field('mx; spf=pass;; dkim=pass'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    ARC: {
      ...field('i=1; mx; spf=pass; dkim=fail', 'ARC-Authentication-Results'),
      hits: ['T_CASE', 'T_DKIM_FAIL', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'ARC with comments': {
      ...field('i (a) = (b) 50 (c) ; (d) mx; spf=pass', 'Arc-Authentication-Results'),
      hits: ['T_CASE', 'T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
    'ARC without instance': {
      ...field('mx; spf=pass', 'ARC-Authentication-Results'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    'ARC with a wrong instance': {
      ...field('i=51; mx; spf=pass', 'ARC-Authentication-Results'),
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'],
    },
    folded: {
      ...field('mx.home.org;\n\tspf=pass\n\t smtp.mailfrom=far.org;\n dkim=fail'),
      hits: ['T_CASE', 'T_DKIM_FAIL', 'T_DMARC_MISSING', 'T_SPF_PASS'],
    },
  },
})

testPluginCases('AuthRes by server', {
  plugins: ['AuthRes'],
  cf: `${RULES}${MISSING}authres_networks ALL\nauthres_trusted_authserv Good.org other.org\nauthres_trusted_authserv third.org\nauthres_ignored_authserv third.org\n`,
  cases: {
    trusted: { ...field('GOOD.org; spf=pass'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_PASS'] },
    'not trusted': { ...field('bad.org; spf=pass'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    ignored: { ...field('third.org; spf=pass'), hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_MISSING'] },
    outside: {
      message: `${RELAYS}Authentication-Results: other.org; spf=fail\nSubject: x\n\ny\n`,
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_FAIL'],
    },
  },
})

testPluginCases('AuthRes of trusted networks', {
  plugins: ['AuthRes'],
  cf: `${RULES}${MISSING}authres_networks trusted\ntrusted_networks 192.0.2.9 10.0.0.1\ninternal_networks 10.0.0.1\n`,
  cases: {
    'by a trusted host': {
      message: `${RELAYS}Authentication-Results: a; spf=fail\nReceived: from x (x [198.51.100.7]) by mx.far.org with SMTP; Tue, 1 Aug 2023 09:00:00 +0000\nAuthentication-Results: b; dkim=fail\nSubject: x\n\ny\n`,
      hits: ['T_DKIM_MISSING', 'T_DMARC_MISSING', 'T_SPF_FAIL'],
    },
  },
})

it.each(['authres_networks', 'authres_networks some', 'authres_trusted_authserv', 'authres_ignored_authserv'])(
  '%s is refused',
  (line) => expect(ruleRunner(['AuthRes'], `${line}\n`).messages).toHaveLength(1),
)

it('keeps what was said', () => {
  const text = 'MX; dkim=fail reason="a \\"b" header.d=x.org header.i="@x org"; spf=pass smtp.mailfrom=a@b'
  expect(parseAuthenticationResults(`i=2; ${text}`, true, () => true)).toEqual([
    {
      method: 'dkim',
      server: 'mx',
      result: 'fail',
      reason: 'a \\"b',
      arcIndex: 2,
      properties: new Map([['header', new Map(Object.entries({ d: 'x.org', i: '@x org' }))]]),
    },
    {
      method: 'spf',
      server: 'mx',
      result: 'pass',
      reason: '',
      arcIndex: 2,
      properties: new Map([['smtp', new Map([['mailfrom', 'a@b']])]]),
    },
  ])
})

it('takes no time to speak of, whatever it is', () => {
  const started = performance.now()
  for (const value of [
    `${'a'.repeat(60_000)}<`,
    'a.'.repeat(30_000),
    'a..'.repeat(20_000),
    '('.repeat(60_000),
    '<a'.repeat(30_000),
  ]) {
    parseAuthenticationResults(`mx; spf=pass smtp.mailfrom=${value}`, false, () => true)
    parseAuthenticationResults(`mx; spf=pass reason=${value}`, false, () => true)
  }
  expect(performance.now() - started).toBeLessThan(1000)
})
