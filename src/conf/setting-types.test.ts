import { describe, expect, it } from 'vitest'
import { AddressDomains, AddressList } from './address-list.ts'
import { addressAndRelay, addressList, removeAddresses } from './address-types.ts'
import { clearNetworks, networkList, noNetworks } from './network-list.ts'
import { SettingError, type SettingLine, type SettingType } from './setting.ts'
import {
  bool,
  duration,
  hashKeyValue,
  noArgs,
  number,
  oneOf,
  optionalString,
  string,
  stringList,
  template,
} from './setting-types.ts'

const line: SettingLine = {
  key: 'key',
  place: { file: 'test.cf', line: 1 },
  order: 0,
  lang: undefined,
  home: undefined,
  lint: false,
  valueOf: () => undefined,
  warn: () => undefined,
  update: () => false,
}

/** The value after the lines, or why the last of them is refused. */
function read<T>(type: SettingType<T>, start: T, lines: readonly string[]): T | string {
  try {
    return lines.reduce((value, text) => type.apply(value, text, line), start)
  } catch (error) {
    if (error instanceof SettingError) return error.code
    throw error
  }
}

// What Mail::SpamAssassin::Conf::Parser of 4.0.1 makes of the same lines.
describe('number', () => {
  it.each([
    ['5', 5],
    ['5.', 5],
    ['+7.5', 7.5],
    ['-3', -3],
    ['0100', 100],
    ['.5', 'invalid'],
    ['1e3', 'invalid'],
    ['60x', 'invalid'],
    ['5 6', 'invalid'],
    ['5\n', 'invalid'],
    ['', 'missing'],
  ])('%j → %s', (text, expected) => expect(read(number, 0, [text])).toBe(expected))
})

describe('bool', () => {
  it.each([
    ['1', true],
    ['YES', true],
    ['0', false],
    ['No', false],
    ['true', 'invalid'],
    ['2', 'invalid'],
    ['', 'missing'],
  ])('%j → %s', (text, expected) => expect(read(bool, false, [text])).toBe(expected))
})

describe('duration', () => {
  it.each([
    ['90', 90],
    ['5m', 300],
    ['+5 M', 300],
    ['1.5 d', 129_600],
    ['3W', 1_814_400],
    ['2h', 7200],
    ['7s', 7],
    ['-5', 'invalid'],
    ['5y', 'invalid'],
    ['5 m m', 'invalid'],
    ['', 'missing'],
  ])('%j → %s', (text, expected) => expect(read(duration, 0, [text])).toBe(expected))
})

describe('texts', () => {
  it.each<[SettingType<string | undefined>, string, string]>([
    [string, 'a  b', 'a  b'],
    [string, '', 'missing'],
    [optionalString, 'x', 'x'],
    [optionalString, '', 'missing'],
    [oneOf(['a', 'b']), 'b', 'b'],
    [oneOf(['a', 'b']), 'B', 'invalid'],
    [oneOf(['a', 'b']), '', 'invalid'],
  ])('%# %j', (type, text, expected) => expect(read(type, 'start', [text])).toBe(expected))

  it.each([
    [['one', 'two'], 'one\ntwo\n'],
    [['"quoted  line "', ''], 'quoted  line \n\n'],
    [['"a" b"', '"a'], 'a" b\n"a\n'],
    [['"x" y'], '"x" y\n'],
  ])('template %j', (lines, expected) => expect(read(template, '', lines)).toBe(expected))
})

describe('lists', () => {
  it.each([
    [
      ['a b', 'c'],
      ['a', 'b', 'c'],
    ],
    [['a', ''], 'missing'],
  ])('words %j', (lines, expected) => expect(read(stringList, [], lines)).toEqual(expected))

  it.each([
    [
      ['A x  y', 'B z', 'A w'],
      [
        ['A', 'w'],
        ['B', 'z'],
      ],
    ],
    [['A'], 'missing'],
    [[''], 'missing'],
  ])('key and value %j', (lines, expected) => {
    const result = read(hashKeyValue, new Map<string, string>(), lines)
    expect(typeof result === 'string' ? result : [...result]).toEqual(expected)
  })

  it('addresses', () => {
    const list = new AddressList()
    expect(read(addressList, list, ['A@b  *@c', 'd@e'])).toBe(list)
    expect(read(removeAddresses, list, ['a@B x@y'])).toBe(list)
    expect(list.patterns()).toEqual(['*@c', 'd@e'])
    expect([read(addressList, list, ['']), read(removeAddresses, list, [''])]).toEqual(['missing', 'missing'])
  })

  it.each([
    [['a@b C.d', 'A@B [1.2.3.4]'], [['c.d', '[1.2.3.4]']]],
    [['a@b'], 'invalid'],
    [['a@b c d'], 'invalid'],
    [[''], 'missing'],
  ])('address and relay %j', (lines, expected) => {
    const result = read(addressAndRelay, new AddressDomains(), lines)
    expect(typeof result === 'string' ? result : result.matching('a@b')).toEqual(expected)
  })

  it('networks', () => {
    const list = read(networkList, noNetworks, ['10/8 !10.1/16', '::1'])
    expect(list).toEqual({ entries: ['10/8', '!10.1/16', '::1'], configured: true })
    expect(read(networkList, noNetworks, [''])).toBe('missing')
    expect(read(clearNetworks, { entries: ['1'], configured: true }, [''])).toEqual(noNetworks)
    expect(read(clearNetworks, noNetworks, ['x'])).toBe('invalid')
  })
})

describe('noArgs', () => {
  it('refuses any value', () => {
    expect(
      read(
        noArgs<number>((current) => current + 1),
        1,
        [''],
      ),
    ).toBe(2)
    expect(
      read(
        noArgs<number>((current) => current + 1),
        1,
        ['0'],
      ),
    ).toBe('invalid')
  })
})
