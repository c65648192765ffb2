import { describe, expect, it } from 'vitest'
import { hostOfUri, isFqdnValid, splitDomain, tldTables } from './registry-boundaries.ts'

const tlds = tldTables(
  ['com', 'uk', 'us', 'рф'].map((name) => Buffer.from(name).toString('latin1')),
  ['co.uk'],
  ['demon.co.uk'],
)

describe('splitDomain', () => {
  it.each([
    ['www.foo.com', 'www', 'foo.com'],
    ['WWW.foo.co.uk', 'www', 'foo.co.uk'],
    ['a.b.demon.co.uk', 'a', 'b.demon.co.uk'],
    ['co.uk', '', 'co.uk'],
    ['www..foo.com.', 'www', 'foo.com'],
    ['x.school.pvt.k12.ca.us', 'x', 'school.pvt.k12.ca.us'],
    ['fire-dept.ci.la.ca.us', '', 'fire-dept.ci.la.ca.us'],
  ])('%s', (name, host, domain) => {
    expect(splitDomain(name, tlds)).toEqual([host, domain])
  })
})

describe('isFqdnValid', () => {
  it.each([
    ['foo.com', true],
    ['foo.com.', true],
    ['foo', false],
    ['a_b.foo.com', true],
    ['foo_bar.com', false],
    ['-foo.com', false],
    ['foo..com', false],
    [`${'a'.repeat(64)}.com`, false],
  ])('%s → %s', (name, valid) => {
    expect(isFqdnValid(name)).toBe(valid)
  })
})

describe('hostOfUri', () => {
  it.each([
    ['http://user:pw@www.foo.com:80/x?y', { host: 'www.foo.com', domain: 'foo.com' }],
    ['mailto:a@foo.com?x', { host: 'foo.com', domain: 'foo.com' }],
    ['mailto:a@b@foo.com', undefined],
    ['http://1.2.3.4/', { host: '1.2.3.4', domain: '1.2.3.4' }],
    ['http://foo.invalid/', undefined],
    ['http://foo%2ecom/', undefined],
    ['javascript:foo.com', undefined],
  ])('%s', (uri, host) => {
    expect(hostOfUri(uri, false, tlds)).toEqual(host)
  })

  it('knows top-level domains in any script', () => {
    expect(hostOfUri('http://пример.рф/', true, tlds)).toEqual({
      host: 'xn--e1afmkfd.xn--p1ai',
      domain: 'xn--e1afmkfd.xn--p1ai',
    })
  })
})
