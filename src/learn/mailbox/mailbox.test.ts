import { describe, expect, test } from 'vitest'
import { mboxMessages } from './mbox.ts'
import { mbxMessages } from './mbx.ts'

const FROM = 'From someone@example.com Mon Jan  1 00:00:01 2001\n'

function textsOf(read: (file: Buffer) => readonly { start: number; end: number }[], text: string): string[] {
  const file = Buffer.from(text, 'latin1')
  return read(file).map(({ start, end }) => file.toString('latin1', start, end))
}

describe('an mbox', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['a mail alone', 'Subject: a\n\nbody\n', []],
    ['one', `${FROM}a\n\nb\n`, [`${FROM}a\n\nb\n`]],
    ['two', `${FROM}a\n${FROM}b`, [`${FROM}a\n`, `${FROM}b`]],
    ['text before', `x\n${FROM}a\n`, [`${FROM}a\n`]],
    ['a sentence', `${FROM}a\nFrom here to there\n>From x\n`, [`${FROM}a\nFrom here to there\n>From x\n`]],
    ['separators only', `${FROM}${FROM}`, [FROM, FROM]],
    ['another kind of date', 'From a@b  1-01-2001_10:00:00_+0000\nx\n', ['From a@b  1-01-2001_10:00:00_+0000\nx\n']],
    ['a space too many', 'From a@b   Mon Jan  1 00:00:01 2001\nx\n', []],
  ])('%s', (_name, text, expected) => {
    expect(textsOf(mboxMessages, text)).toEqual(expected)
  })

  test('with a separator of its own', () => {
    const read = (file: Buffer) => mboxMessages(file, (line) => line.startsWith('From MAIL'))
    expect(textsOf(read, `From MAIL\na\n${FROM}b\nFrom MAIL\nc\n`)).toEqual([
      `From MAIL\na\n${FROM}b\n`,
      'From MAIL\nc\n',
    ])
  })
})

describe('an mbx', () => {
  const head = '*mbx*\r\n'.padEnd(2048, '\0')
  const line = (size: number): string => ` 1-Jan-2001 00:00:01 +0000,${size};000000000001-00000001\r\n`

  test('has messages of the sizes that it names', () => {
    const text = `${head}${line(5)}a\r\nbc${line(3)}xyz`
    expect(textsOf(mbxMessages, text)).toEqual(['a\r\nbc', 'xyz'])
  })

  test.each([
    ['', /empty/],
    ['From x\n', /not in mbx format/],
    [`${head}no separator\n`, /failure to read/],
  ])('%j is none', (text, reason) => {
    expect(() => mbxMessages(Buffer.from(text))).toThrow(reason)
  })
})
