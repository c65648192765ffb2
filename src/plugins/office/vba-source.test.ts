import { expect, test } from 'vitest'
import { macroProject, oldDocument, packedMacro } from '../../../test/support/office-files.ts'
import { macroProcedures, unpackVba } from './vba-source.ts'

// Examples of MS-OVBA 3.2.
const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1')

test.each([
  [
    'no copies',
    '01 19 B0 00 61 62 63 64 65 66 67 68 00 69 6A 6B 6C 6D 6E 6F 70 00 71 72 73 74 75 76 2E',
    'abcdefghijklmnopqrstuv.',
  ],
  [
    'normal',
    '01 2F B0 00 23 61 61 61 62 63 64 65 82 66 00 70 61 67 68 69 6A 01 38 08 61 6B 6C 00 30 6D 6E 6F 70 06 71 02 70 04 10 72 73 74 75 76 10 77 78 79 7A 00 3C',
    '#aaabcdefaaaaghijaaaaaklaaamnopqaaaaaaaaaaaarstuvwxyzaaa',
  ],
  ['most copied', '01 03 B0 02 61 45 00', 'a'.repeat(73)],
])('unpacks what has %s', (_title, packed, source) => {
  expect(unpackVba(bytes(packed))).toBe(source)
})

test('unpacks several chunks', () => {
  const source = 'Sub Long()\r\n'.repeat(1000)
  expect(unpackVba(packedMacro(source))).toBe(source)
})

test('names the procedures of macros', () => {
  const macro = 'Private Sub AutoOpen()\r\nEnd Sub\r\n  Function F()\r\n'
  const wanted = ['Module1: Private Sub AutoOpen', 'Module1: Function F']
  expect(macroProcedures(oldDocument(macro))).toEqual(wanted)
  expect(macroProcedures(macroProject(macro))).toEqual(wanted)
  expect(macroProcedures(oldDocument())).toEqual([])
})

test('never fails', () => {
  const file = oldDocument('Sub AutoOpen()\r\n')
  for (let at = 0; at < file.length; at += 37) {
    macroProcedures(file.slice(0, at))
    macroProcedures(`${file.slice(0, at)}\xff\xff${file.slice(at + 2)}`)
    unpackVba(file.slice(at))
  }
  expect(unpackVba(`\x01\xff\xbf${'\xff'.repeat(5000)}`)).toBe('')
})
