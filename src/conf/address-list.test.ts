import { describe, expect, it } from 'vitest'
import { globMatcher } from './address-glob.ts'
import { AddressDomains, AddressList } from './address-list.ts'

describe('globMatcher', () => {
  it.each([
    ['a@b.com', 'a@b.com', true],
    ['a@b.com', 'a@bxcom', false],
    ['a@b.com', 'a@b.com\n', true],
    ['*@b.com', 'x@b.com', true],
    ['*@b.com', '@b.com', true],
    ['*@b.com', 'x@b.com.net', false],
    ['*.b.com', 'x@a.b.com', true],
    ['*b**com', 'b.com', true],
    ['*', '', true],
    ['*', 'a\nb', false],
    ['a?c@*', 'abc@x', true],
    ['a?c@*', 'ac@x', false],
    ['?', '\n', false],
    ['a(b)\\c', 'a_b)_c', true],
    ['a[b]{2}$^+|', 'a[b]{2}$^+|', true],
    ['*a*b*c', 'xxaxxbxxbxxc', true],
    ['*a*b*c', 'xxaxxbxxbxxcx', false],
  ])('%s on %j: %s', (glob, text, expected) => expect(globMatcher(glob)(text)).toBe(expected))

  it('takes no time to fail', () => {
    expect(globMatcher(`${'*a'.repeat(50)}b`)('a'.repeat(5000))).toBe(false)
  })
})

describe('AddressList', () => {
  const patterns = [
    'joe@example.com',
    '*@Example.org',
    '*@*.example.net',
    'x@*',
    '*',
    '*@verylongdomain.example',
    'a(b',
  ]
  it.each([
    ['JOE@example.com', true],
    ['jim@example.com', false],
    ['jim@example.org', true],
    ['jim@a.example.net', true],
    ['jim@example.net', false],
    ['x@anything', true],
    ['who@verylongdomain.example', true],
    ['a_b', true],
  ])('%s: %s', (address, expected) => {
    const list = new AddressList().add(patterns).remove(['*'])
    expect(list.matches(address)).toBe(expected)
  })

  it('is changed by later lines and copied whole', () => {
    const list = new AddressList().add(['a@b'])
    expect(list.matches('a@b')).toBe(true)
    const copy = list.clone().add(['c@d']).remove(['A@B'])
    expect([list.patterns(), copy.patterns()]).toEqual([['a@b'], ['c@d']])
    expect(copy.matches('a@b')).toBe(false)
    expect(new AddressList().add(['a@b', '*']).matches('anything')).toBe(true)
  })
})

describe('AddressDomains', () => {
  it('gathers domains by pattern', () => {
    const list = new AddressDomains().add('A@b', 'X.com').add('a@B', 'y.com').add('*@b', 'z.com')
    expect(list.matching('a@b')).toEqual([['x.com', 'y.com'], ['z.com']])
    const copy = list.clone().removeDomain('a@b', 'x.COM').removeDomain('*@b', 'z.com')
    expect(copy.matching('a@b')).toEqual([['y.com']])
    expect(list.matching('a@b')).toHaveLength(2)
  })
})
