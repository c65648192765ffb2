import { describe, expect, it } from 'vitest'
import { asciiLower, firstWord, splitAsciiSpace, trimAsciiSpace } from './ascii.ts'

describe('asciiLower', () => {
  it.each([
    ['ABC xyz', 'abc xyz'],
    ['\xC9\xE9\u0130', '\xC9\xE9\u0130'],
    ['', ''],
  ])('%j → %j', (text, expected) => expect(asciiLower(text)).toBe(expected))
})

describe('splitAsciiSpace', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    [' a ', ['', 'a']],
    ['a\xA0b', ['a\xA0b']],
    ['', []],
    ['   ', []],
  ])('%j → %j', (text, expected) => expect(splitAsciiSpace(text)).toEqual(expected))
})

describe('firstWord', () => {
  it.each([
    ['key  the rest ', ['key', 'the rest ']],
    ['key', ['key', undefined]],
    ['', ['', undefined]],
  ])('%j → %j', (text, expected) => expect(firstWord(text)).toEqual(expected))
})

describe('trimAsciiSpace', () => {
  it.each([
    [' \t\v\f\r\na b\n ', 'a b'],
    ['\xA0a\xA0', '\xA0a\xA0'],
    ['  ', ''],
  ])('%j → %j', (text, expected) => expect(trimAsciiSpace(text)).toBe(expected))
})
